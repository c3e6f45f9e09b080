import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { de } from '../../renderer/i18n/de.ts';
import { en } from '../../renderer/i18n/en.ts';
import { setLanguage, t, tCount, tPercent } from '../../renderer/i18n/text.ts';

const folder = join(import.meta.dirname, '../../renderer');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));

const parametersOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

afterEach(() => {
  setLanguage('en');
});

describe('the catalogues', () => {
  it('ask for the same parameters in both languages', () => {
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(parametersOf(de[key]), key).toEqual(parametersOf(en[key]));
    }
  });

  it('hold no text that nobody shows', () => {
    const code = sources.filter((path) => !path.startsWith('i18n')).map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
    // Keys that are put together from a part that is known by its type.
    const computed = /^(blend|history|menu|action|error|export|effect|mask|maskView|transform|refine\.mode|tool|result\.applied|percent|describe\.(style|status|apply))\./;
    const unused = Object.keys(en).filter((key) =>
      !computed.test(key) && !code.includes(`'${key}'`) && !code.includes(`'${key.replace(/\.(one|other)$/, '')}'`),
    );
    expect(unused).toEqual([]);
  });

  it('are the only place with texts: no component has words of its own', () => {
    for (const path of sources.filter((each) => each.endsWith('.tsx'))) {
      const literal = /(?<!=)>\s*[A-Za-z][a-z]+[^<>{}()=;]*</.exec(readFileSync(join(folder, path), 'utf8'));
      expect(literal?.[0] ?? null, path).toBeNull();
    }
  });
});

describe('texts', () => {
  it('take the form of the count', () => {
    expect(tCount('result.objects', 1)).toBe('1 object');
    expect(tCount('result.objects', 3)).toBe('3 objects');
    setLanguage('de');
    expect(tCount('result.objects', 2)).toBe('2 Objekte');
    expect(t('bar.close', { name: 'a.jpg' })).toBe('a.jpg schließen');
  });

  it('do not round to nothing or to certainty', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(tPercent)).toEqual(['0 %', '< 1 %', '50 %', '> 99 %', '100 %']);
  });
});
