import type { HostInit } from './requests.ts';
import { LiteModel } from '../model/lite/model.ts';
import { RelationHead } from '../model/lite/relationHead.ts';
import { liteReader } from '../model/lite/reader.ts';
import { testableLite } from '../model/lite/selfTest.ts';
import { openLitePack } from '../model/pack.ts';
import type { PhraseReader } from '../model/reader.ts';
import { loadGraph } from '../model/session.ts';
import { chooseDevice } from './chooseDevice.ts';

/** The models of a host. */
export interface OpenedModel {
  /** Finds objects without a phrase. */
  readonly model: LiteModel;
  /** Says which of them a phrase means. */
  readonly reader: PhraseReader;
  /** What the user should be told of the choice of the device, a sentence each. */
  readonly notes: readonly string[];
}

/** @throws UserError `model-missing`, `model-damaged`, `model-too-new` or `device-unavailable`. */
export async function openModel(init: HostInit): Promise<OpenedModel> {
  const pack = await openLitePack(init.model, init.modelFolders);
  const { device, graphs, notes } = await chooseDevice(testableLite(pack), init.device, init.cacheFolder, { threads: init.threads }, init.crashed);
  const model = new LiteModel(pack, device, graphs, await RelationHead.load(pack, loadGraph));
  return { model, reader: liteReader(model), notes };
}
