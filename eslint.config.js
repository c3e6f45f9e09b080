import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * The design's direction of data: file -> image -> mask -> model -> document -> export. A stage imports only from
 * itself and earlier stages; what stands around the stages may use all of them.
 */
const stages = ['image', 'mask', 'model', 'document', 'export'];
const around = ['host', 'store', 'search', 'evaluate', 'api', 'cli'];
/** May be used by the renderer, so neither Node nor the DOM. */
const pure = ['src/mask', 'src/document', 'src/api/contract'];

/** Node's own modules, npm packages that need Node, and everything of Electron. */
const nodeOnly = ['node:*', 'sharp', 'onnxruntime-node', 'libheif-js'];

function boundary(files, forbidden, message) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message }] }] } };
}

const laterStages = (stage) => [...stages.slice(stages.indexOf(stage) + 1), ...around].map((name) => `**/${name}/**`);

// `mask` is pure geometry: it knows nothing of files.
const forbiddenFor = (stage) => [...laterStages(stage), ...(stage === 'mask' ? ['**/image/**'] : []), 'electron'];

export default tseslint.config(
  { ignores: ['dist/', 'out/', '.cache/', 'node_modules/', '.venv/', '**/.venv/', 'training/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['test/**/*.{ts,tsx}'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['bench/**/*.ts', 'scripts/**/*.ts', 'src/cli/**/*.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': ['error', {
        patterns: [
          { group: [...nodeOnly, 'electron'], message: 'The page has neither Node nor Electron.' },
          { regex: '/src/(?!mask/|document/|api/contract(?:\\.ts$|/))', message: 'The page may use of src/ only what is pure: mask, document and the API contract.' },
        ],
      }],
    },
  },
  boundary(['electron/**/*.ts'], ['**/renderer/**', '**/src/mask/**', '**/src/image/**', '**/src/model/**', 'sharp', 'onnxruntime-node', 'node:sqlite'], 'electron/ has no domain logic, and nothing native runs in the main process.'),
  ...stages.map((stage) => boundary([`src/${stage}/**/*.ts`], forbiddenFor(stage), `${stage} may import only from itself and earlier stages (docs/adr/0001).`)),
  boundary(around.map((name) => `src/${name}/**/*.ts`), ['electron'], 'Nothing in src/ imports electron.'),
  ...pure.map((folder) => {
    const stage = folder.split('/')[1];
    const later = stages.includes(stage) ? forbiddenFor(stage) : ['electron'];
    return boundary([`${folder}/**/*.ts`, `${folder}.ts`], [...later, ...nodeOnly], `${folder} is pure: it runs in the renderer too.`);
  }),
);
