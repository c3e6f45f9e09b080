/** Names of the messages between the preload script and the main process. */
export const CHANNELS = { call: 'phraselift:call', drop: 'phraselift:drop', upload: 'phraselift:upload', event: 'phraselift:event' } as const;
