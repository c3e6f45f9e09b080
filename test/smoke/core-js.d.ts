/** The package has no types; it is imported for what it does to the globals. */
declare module 'core-js/actual';
