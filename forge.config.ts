import { resolve } from 'node:path';
import { MakerZIP } from '@electron-forge/maker-zip';
import { FusesPlugin } from '@electron-forge/plugin-fuses';
import type { ForgeConfig } from '@electron-forge/shared-types';
import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { buildEditor } from './scripts/build-editor.ts';

/** Folder with a zip of some Electron, for machines that cannot download one: what is tested then is the packaging. */
const electronZipDir = process.env['PHRASELIFT_ELECTRON_ZIP_DIR'];

/** What the application consists of; the rest of the checkout stays out. `node_modules` is pruned by Forge itself. */
const PARTS = [
  /^\/package\.json$/, /^\/LICENSE$/, /^\/NOTICE$/,
  /^\/dist$/, /^\/dist\/(electron|renderer)(\/|$)/,
  /^\/assets$/, /^\/assets\/(models|samples)(\/|$)/,
  /^\/node_modules(\/|$)/,
];
/** Native code of other platforms, and source maps. */
const FOREIGN = [
  new RegExp(`^/node_modules/onnxruntime-node/bin/napi-v\\d+/(?!${process.platform}(/|$))`),
  new RegExp(`^/node_modules/onnxruntime-node/bin/napi-v\\d+/${process.platform}/(?!${process.arch}(/|$))`),
  /\.map$/,
];

function isLeftOut(path: string): boolean {
  if (path === '') return false;
  return !PARTS.some((part) => part.test(path)) || FOREIGN.some((part) => part.test(path));
}

/** Engineering reasons for each are in docs/security.md. */
const fuses = new FusesPlugin({
  version: FuseVersion.V1,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
});

const config: ForgeConfig = {
  outDir: 'out',
  packagerConfig: {
    name: 'Phraselift',
    executableName: 'phraselift',
    appBundleId: 'org.phraselift.Phraselift',
    appCategoryType: 'public.app-category.photography',
    // Native code, and the models that it opens, must be real files; libheif is LGPL and can so be replaced.
    asar: { unpack: '{**/node_modules/{onnxruntime-node/bin,sharp,@img,libheif-js}/**,**/assets/{models,samples}/**}' },
    ignore: isLeftOut,
    ...(electronZipDir === undefined ? {} : { electronZipDir: resolve(electronZipDir) }),
  },
  makers: [new MakerZIP({})],
  // Fuses are bytes in the real binary; a stand-in has none.
  plugins: electronZipDir === undefined ? [fuses] : [],
  hooks: {
    generateAssets: async () => {
      await buildEditor();
    },
  },
};

export default config;
