import { patchSession, runPhrases, setThreshold } from '../phrase/session.ts';
import { service } from '../service/service.ts';
import { reportProblem } from '../state/notices.ts';
import { activatePhoto, addPhoto, usePhotos } from '../state/photos.ts';
import { useOpening } from '../app/opening.ts';
import { useItems } from './items.ts';
import { activePane, useSearch } from './state.ts';

/** Opens the photo at the cursor in the editor and runs the phrase on it, so that what it means is there to be kept. */
export async function openHit(): Promise<void> {
  const { run } = useSearch.getState();
  const pane = activePane();
  if (run === null || pane === null || pane.cursor === null) return;
  const file = pane.cursor;
  useOpening.setState({ name: useItems.getState().items.get(file)?.name ?? '' });
  try {
    const { path, phrase } = await service().api['search.open']({ run: run.run, file, phrase: pane.phrase });
    const photoId = await photoAt(path);
    useSearch.setState({ isShown: false, isPreviewing: false });
    patchSession(photoId, { text: phrase });
    // Not waited for: the photo is open, and the phrase tells of itself.
    void runAs(photoId, run.thresholds.object === run.defaultThresholds.object ? null : run.thresholds.object);
  } catch (error) {
    reportProblem(error);
  } finally {
    useOpening.setState({ name: null });
  }
}

/** A photo that is open already comes to the front as it is. */
async function photoAt(path: string): Promise<string> {
  const open = usePhotos.getState().photos.find(({ photo }) => photo.path === path);
  if (open !== undefined) {
    activatePhoto(open.photo.id);
    return open.photo.id;
  }
  const source = { kind: 'path', path } as const;
  const photo = await service().api['photo.open']({ source });
  addPhoto(photo, source);
  return photo.id;
}

/** @param threshold the score from which objects counted in the search, if it was not the model's own */
async function runAs(photoId: string, threshold: number | null): Promise<void> {
  if (await runPhrases(photoId, 'new') && threshold !== null) await setThreshold(photoId, threshold);
}
