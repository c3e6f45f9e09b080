/** Names of the messages between the preload script and the main process. */
export const CHANNELS = {
  call: 'phraselift:call',
  drop: 'phraselift:drop',
  dropFolder: 'phraselift:drop-folder',
  upload: 'phraselift:upload',
  event: 'phraselift:event',
} as const;
