/** What the page uses and Chrome 83 lacks: of the language by core-js, of the browser by hand. */
import 'core-js/actual';

Object.assign(crypto, {
  randomUUID: () => {
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  },
});
