import { resolve } from 'node:path';

/**
 * Photos among the arguments of a start: everything that is neither an option nor the application itself.
 * @param argv all of the process, the executable first
 * @param appPath folder or archive of the application, which is an argument in a checkout
 * @param folder that relative paths start from
 */
export function photoArguments(argv: readonly string[], appPath: string, folder: string): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith('-'))
    .map((argument) => resolve(folder, argument))
    .filter((path) => path !== resolve(appPath));
}
