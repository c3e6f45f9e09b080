/** Names of the messages between the preload script and the main process. */
export const CHANNELS = {
  call: 'phraselift:call',
  drop: 'phraselift:drop',
  dropProject: 'phraselift:drop-project',
  dropFolder: 'phraselift:drop-folder',
  upload: 'phraselift:upload',
  uploadProject: 'phraselift:upload-project',
  event: 'phraselift:event',
} as const;
