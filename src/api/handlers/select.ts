import type { Handlers } from './types.ts';

export const selectHandlers: Handlers<'select' | 'proposal.mask' | 'proposals' | 'mask.refine' | 'cancel'> = {
  'select': async ({ photo, phrase, threshold, requestId }, context) => {
    const { path } = await context.photos.current(photo);
    const params = { path, phrase, ...(threshold === undefined ? {} : { threshold }) };
    const answer = await context.gateway.ask({ kind: 'answer', params }, requestId);
    context.device = answer.device;
    return answer;
  },
  'proposal.mask': async ({ photo, region }, { photos, gateway }) =>
    gateway.ask({ kind: 'proposalMask', params: { path: (await photos.current(photo)).path, region } }),
  'proposals': async ({ photo, requestId }, { photos, gateway }) =>
    [...await gateway.ask({ kind: 'proposals', params: { path: (await photos.current(photo)).path } }, requestId)],
  'mask.refine': async ({ photo, alpha, requestId }, { photos, gateway }) =>
    gateway.ask({ kind: 'refine', params: { path: (await photos.current(photo)).path, alpha } }, requestId),
  'cancel': ({ requestId }, { gateway }) => {
    gateway.cancel(requestId);
    return Promise.resolve(null);
  },
};
