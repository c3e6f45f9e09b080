import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused: the status, and a sentence for the log. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405;
  readonly reason: string;
}

/**
 * Keeps strangers out of the loopback server: other machines cannot reach it, other programs and pages on this one
 * neither know its token nor speak from its origin.
 */
export class Guard {
  /** In the address that is printed; whoever has it is let in. */
  readonly token = randomBytes(32).toString('base64url');
  /** In the cookie that the token is exchanged for, so that it does not stay in the address bar. */
  readonly #session = randomBytes(32).toString('base64url');
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Cookies do not know of ports: the name keeps two servers apart. */
  get cookieName(): string {
    return `phraselift-${this.#port}`;
  }

  /** The header that lets a browser in for as long as it runs. */
  get setCookie(): string {
    return `${this.cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  isToken(candidate: string): boolean {
    return sameSecret(candidate, this.token);
  }

  /**
   * Checks Host (a name that somebody has pointed to 127.0.0.1 is refused, which defeats DNS rebinding), Origin and
   * Sec-Fetch-Site (other pages in the same browser).
   * @returns undefined if the request may have come from our own page
   */
  checkSource({ method = '', headers }: IncomingMessage): Refusal | undefined {
    const hosts = [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
    if (headers.host === undefined || !hosts.includes(headers.host)) {
      return { status: 403, reason: `foreign Host ${headers.host ?? '(none)'}` };
    }
    const own = `http://${headers.host}`;
    if (headers.origin !== undefined && headers.origin !== own) {
      return { status: 403, reason: `foreign Origin ${headers.origin}` };
    }
    const changes = method !== 'GET' && method !== 'HEAD';
    if (changes && headers.origin === undefined) return { status: 403, reason: 'no Origin' };
    const site = headers['sec-fetch-site'];
    const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !(isNavigation && !changes)) {
      return { status: 403, reason: `request from another site (${site})` };
    }
    return undefined;
  }

  /** @returns undefined if the request carries the session's cookie */
  checkSession({ headers }: IncomingMessage): Refusal | undefined {
    const cookies = (headers.cookie ?? '').split(';').map((each) => each.trim());
    const value = cookies.find((each) => each.startsWith(`${this.cookieName}=`))?.slice(this.cookieName.length + 1);
    if (value === undefined) return { status: 401, reason: 'no session cookie' };
    return sameSecret(value, this.#session) ? undefined : { status: 401, reason: 'wrong session cookie' };
  }
}

/** Compares in a time that tells nothing of where two texts differ. */
function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
