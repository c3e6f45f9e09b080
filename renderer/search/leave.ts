import { usePhotos } from '../state/photos.ts';
import { useSearch } from './state.ts';

/** Lets a photo that is opened, however, come before the search. @returns ends it */
export function leaveForPhotos(): () => void {
  return usePhotos.subscribe(({ activeId }, before) => {
    if (activeId !== null && activeId !== before.activeId) useSearch.setState({ isShown: false, isPreviewing: false });
  });
}
