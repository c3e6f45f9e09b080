import { randomBytes } from 'node:crypto';
import { ApiError } from './contract.ts';

/** A project that the page works on. */
export interface OpenProject {
  readonly name: string;
  /** The file that `save` writes over; undefined where the user is asked, or given a download. */
  readonly path: string | undefined;
  /** The photo's file as the project names it, whatever its content is now; undefined if it is not there. */
  readonly linkedPhoto: string | undefined;
}

/** The projects that are open, by ids that cannot be guessed: so the page cannot name a file to be written. */
export class ProjectRegistry {
  readonly #projects = new Map<string, OpenProject>();

  add(project: OpenProject): string {
    const id = randomBytes(16).toString('hex');
    this.#projects.set(id, project);
    return id;
  }

  /** @throws ApiError `bad-request` */
  get(id: string): OpenProject {
    const project = this.#projects.get(id);
    if (project === undefined) throw new ApiError('bad-request', 'the project is not open (any more): save it as a new file');
    return project;
  }

  close(id: string): void {
    this.#projects.delete(id);
  }
}
