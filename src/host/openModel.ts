import { FineMasks } from '../model/lite/fineMasks.ts';
import { LiteModel, type LiteParts } from '../model/lite/model.ts';
import { RelationHead } from '../model/lite/relationHead.ts';
import { liteReader } from '../model/lite/reader.ts';
import { testableLite } from '../model/lite/selfTest.ts';
import { openLitePack, openPack, PROPOSALS_PACK, type LitePack } from '../model/pack.ts';
import type { PhraseReader } from '../model/reader.ts';
import { RelaReader } from '../model/rela/reader.ts';
import { testableRela } from '../model/rela/selfTest.ts';
import { loadGraph } from '../model/session.ts';
import { chooseDevice } from './chooseDevice.ts';
import type { HostInit } from './init.ts';

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
  const { threads, modelFolders, cacheFolder, crashed } = init;
  const pack = await openPack(init.model, modelFolders);
  if (pack.kind === 'lite') {
    const { device, graphs, notes } = await chooseDevice(testableLite(pack), init.device, cacheFolder, { threads }, crashed);
    const model = new LiteModel(pack, device, graphs, await loadParts(pack, threads));
    return { model, reader: liteReader(model), notes };
  }
  const proposals = await openLitePack(PROPOSALS_PACK, modelFolders);
  // A tenth of the other model's work: not worth a place on the GPU.
  const { graphs: liteGraphs } = await chooseDevice(testableLite(proposals), 'cpu', cacheFolder, { threads });
  const { device, graphs, notes } = await chooseDevice(testableRela(pack), init.device, cacheFolder, { threads }, crashed);
  const reader = await RelaReader.open(pack, graphs, device, proposals.classNames);
  return { model: new LiteModel(proposals, 'cpu', liteGraphs, await loadParts(proposals, threads)), reader, notes };
}

/** The parts of a lite pack that run on the CPU always. */
async function loadParts(pack: LitePack, threads: number): Promise<LiteParts> {
  return { head: await RelationHead.load(pack, loadGraph), fine: await FineMasks.load(pack, threads, loadGraph) };
}
