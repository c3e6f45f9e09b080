import { CLASS_NAMES } from './classes.ts';
import type { Head, Modifier, NounPhrase, Quantity, Selection } from './syntax.ts';

/**
 * One-line readable form of a meaning, for tests and for reading failures:
 * `2 person[in-front-of(1 car)] - 1 it[color red]`.
 */
export function describeTree(selection: Selection | undefined): string {
  if (selection === undefined) return 'nothing';
  switch (selection.kind) {
    case 'noun':
      return describeNounPhrase(selection);
    case 'union':
      return `(${selection.parts.map(describeTree).join(' + ')})`;
    case 'except':
      return `(${describeTree(selection.from)} - ${describeTree(selection.minus)})`;
  }
}

function describeNounPhrase({ head, quantity, modifiers }: NounPhrase): string {
  const list = modifiers.map(describeModifier).join('; ');
  return `${describeQuantity(quantity)} ${describeHead(head)}${list === '' ? '' : `[${list}]`}`;
}

function describeQuantity(quantity: Quantity): string {
  if (quantity.kind === 'exactly') return String(quantity.count);
  return quantity.kind === 'one' ? '1' : quantity.kind;
}

function describeHead(head: Head): string {
  switch (head.kind) {
    case 'classes': {
      const names = head.classes.map(({ index, weight }) => `${weight < 1 ? '~' : ''}${CLASS_NAMES[index]}`);
      const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
      return `${head.young ? 'young ' : ''}${shown.join('/')}`;
    }
    case 'anything':
      return 'thing';
    case 'anaphor':
      return head.person ? 'it or person' : 'it';
    case 'previous':
      return head.person ? 'previous or person' : 'previous';
    case 'absent':
      return `absent "${head.word}"`;
  }
}

function describeModifier(modifier: Modifier): string {
  return `${modifier.negated ? 'not ' : ''}${describeContent(modifier)}`;
}

function describeContent(modifier: Modifier): string {
  switch (modifier.kind) {
    case 'color':
      return `color ${modifier.colors.join('/')}${modifier.part === '' ? '' : ` ${modifier.part}@${modifier.band}`}`;
    case 'direction':
      return `${modifier.extreme ? 'most ' : ''}${modifier.direction}`;
    case 'ordinal':
      return `#${modifier.index}${modifier.from === undefined ? '' : ` from ${modifier.from}`}`;
    case 'size':
      return `${modifier.superlative ? 'most ' : ''}${modifier.size}`;
    case 'relation':
      return `${modifier.certain ? '' : 'perhaps '}${modifier.relation}(${describeTree(modifier.anchor)})`;
    case 'attribute':
      return modifier.word;
  }
}
