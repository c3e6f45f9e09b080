import type { project as english } from '../en/project.ts';

export const project: Readonly<Record<keyof typeof english, string>> = {
  'project.saveTitle': 'Projekt speichern',
  'project.name': 'Name',
  'project.save': 'Speichern',
  'project.chooseFile': 'Ort wählen …',
  'project.withPhoto': 'Eine Kopie des Fotos in die Datei legen',
  'project.copyHint': 'Das Projekt lässt sich überall öffnen, auch ohne die Datei des Fotos.',
  'project.linkHint': 'Das Projekt merkt sich, wo das Foto liegt: Foto behalten, oder beide zusammen verschieben.',
  'project.uploadHint': 'Dieses Foto wurde hochgeladen: Ohne Kopie muss es beim Öffnen des Projekts erneut ausgewählt werden.',
  'project.saved': '„{name}“ ist gespeichert',
  'project.saving': 'Wird gespeichert …',
  'project.unsaved': 'nicht gespeichert',
  'project.copyUsed': 'Das Foto fehlt oder hat sich geändert: Stattdessen wird die Kopie im Projekt verwendet.',

  'project.missingTitle': 'Wo ist das Foto?',
  'project.missingText': 'Das Foto von „{name}“ liegt nicht mehr dort, wo es war:',
  'project.changedTitle': 'Das Foto hat sich geändert',
  'project.changedText': 'Das Foto von „{name}“ hat einen anderen Inhalt als beim Speichern des Projekts. Die Ebenen passen vielleicht nicht mehr:',
  'project.locate': 'Foto suchen …',
  'project.useChanged': 'So verwenden, wie es jetzt ist',
  'project.otherSize': '„{name}“ hat {width} × {height} Pixel, das Foto des Projekts {wantedWidth} × {wantedHeight}: Es kann nicht dasselbe sein.',
  'project.otherContent': 'Für dieses Foto wurde das Projekt nicht angelegt: Die Ebenen passen vielleicht nicht.',

  'project.unsavedTitle': 'Änderungen an „{name}“ speichern?',
  'project.unsavedTitles.one': 'Änderungen an {count} Projekt speichern?',
  'project.unsavedTitles.other': 'Änderungen an {count} Projekten speichern?',
  'project.unsavedText': 'Sonst geht verloren, was seit dem Öffnen oder dem letzten Speichern getan wurde.',
  'project.discard': 'Nicht speichern',

  'journal.again': 'Die Sicherheitskopie der Arbeit wird wieder geschrieben.',
};
