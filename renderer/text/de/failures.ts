import { catalogued, type FailureTexts } from '../failureTexts.ts';
import { engineFailures } from './engineFailures.ts';

const texts: FailureTexts = {
  ...engineFailures,
  'media.missing': { reason: 'Diese Datei gibt es nicht.', repair: 'Prüfe den Pfad.' },
  'media.not-a-file': {
    reason: 'Das ist keine Datei.',
    repair: 'Gib eine Mediendatei oder einen Ordner mit Mediendateien an.',
  },
  'media.empty': {
    reason: 'Die Datei ist leer (0 Byte).',
    repair: 'Kopiere sie noch einmal oder nimm neu auf.',
  },
  'media.no-audio': { reason: 'Sie hat keine Tonspur.', repair: 'Wähle eine Datei mit Ton.' },
  'media.no-samples': {
    reason: 'Die Tonspur enthält keinen Ton (0 Samples).',
    repair: 'Kopiere die Datei noch einmal oder nimm neu auf.',
  },
  'media.unreadable': {
    reason: 'Das ist kein Audio oder Video, das Wordlane lesen kann ({detail}).',
    repair: 'Prüfe, ob es anderswo spielt, oder wandle es zuerst um.',
  },
  'media.damaged': {
    reason: 'Die Datei ist beschädigt oder unvollständig ({detail}).',
    repair: 'Kopiere oder lade sie noch einmal.',
  },
  'media.track-missing': {
    reason: 'Diese Tonspur gibt es nicht: {detail}.',
    repair: 'Wähle eine der Spuren, die sie hat.',
  },
  'media.channel-missing': {
    reason: 'Den gewählten Kanal gibt es nicht: {detail}.',
    repair: 'Wähle einen anderen Kanal.',
  },
  'media.range-outside': {
    reason: 'Der gewählte Teil liegt außerhalb der Aufnahme: {detail}.',
    repair: 'Wähle einen Teil innerhalb ihrer Länge.',
  },
  'media.changed': {
    reason: 'Die Datei hat sich geändert, während sie gelesen wurde.',
    repair: 'Warte, bis sie ganz geschrieben ist, und versuche es noch einmal.',
  },
  'media.unmeasurable': {
    reason: 'Sie ließ sich nicht lesen: {detail}.',
    repair: 'Prüfe, ob das Laufwerk angeschlossen ist und du die Datei lesen darfst.',
  },
  'media.no-stand-in': {
    reason: 'Eine Kopie, die hier spielt, ließ sich nicht machen ({detail}).',
    repair: 'Wandle sie mit einem anderen Programm in MP4 (H.264 und AAC) um, um sie abzuspielen.',
  },
  'folder.no-media': {
    reason: 'In diesem Ordner ist keine Mediendatei.',
    repair: 'Wähle einen Ordner mit Audio- oder Videodateien.',
  },
  'folder.gone': {
    reason: 'Den Ordner, in dem du bist, gibt es nicht mehr.',
    repair: 'Wechsle in einen anderen Ordner und beginne noch einmal.',
  },
  'input.missing': { reason: 'Diese Datei gibt es nicht.', repair: 'Prüfe den Pfad.' },
  'input.unreadable': {
    reason: 'Sie ließ sich nicht lesen: {detail}.',
    repair: 'Prüfe, ob du die Datei lesen darfst.',
  },
  'output.exists': { reason: 'Das gibt es schon.', repair: 'Wähle einen anderen Namen oder Ordner.' },
  'output.edited': {
    reason: 'An diesem Projekt hat jemand von Hand gearbeitet.',
    repair: 'Wähle einen anderen Namen oder Ordner.',
  },
  'output.not-writable': {
    reason: 'Es ließ sich nicht schreiben: {detail}.',
    repair: 'Wähle einen anderen Ordner.',
  },
  'output.is-media': {
    reason: 'Die Untertitel würden eben die Datei ersetzen, aus der sie entstehen.',
    repair: 'Wähle einen anderen Namen oder Ordner.',
  },
  'home.not-usable': {
    reason: 'Der Datenordner lässt sich nicht verwenden: {detail}.',
    repair: 'Schließe sein Laufwerk an, oder sorge dafür, dass du dort schreiben darfst, und starte neu.',
  },
  'server.port-taken': {
    reason:
      'Der Port {detail} lässt sich nicht verwenden: ein anderes Programm hat ihn, oder er ist vergeben.',
    repair: 'Schließe das andere Programm und starte Wordlane neu.',
  },
  'desktop.missing': {
    reason: 'Das Desktop-Fenster ist hier nicht installiert.',
    repair: 'Arbeite im Browser weiter, wo alles ebenso geht.',
  },
  'desktop.no-display': {
    reason: 'Für das Desktop-Fenster gibt es hier keinen Bildschirm.',
    repair: 'Öffne die Adresse in einem Browser.',
  },
  'disk.full': {
    reason: 'Auf der Platte ist kein Platz mehr ({detail}).',
    repair: 'Schaffe Platz und versuche es noch einmal.',
  },
  'disk.low': {
    reason: 'Auf der Platte ist zu wenig Platz: {detail}.',
    repair: 'Schaffe Platz, oder verschiebe die Modelle in „Engines & Modelle“ auf ein anderes Laufwerk.',
  },
  'format.unknown': {
    reason: 'Dieses Format ist nicht bekannt: {detail}.',
    repair: 'Wähle eines der angebotenen Formate.',
  },
  'format.unreadable': {
    reason: 'Das ist kein gültiges {detail}.',
    repair: 'Exportiere es noch einmal dort, wo es herkommt.',
  },
  'format.foreign': {
    reason: 'Das ist {detail}, was Wordlane nicht liest.',
    repair: 'Exportiere es als SRT, WebVTT oder WhisperX-JSON.',
  },
  'format.not-readable': {
    reason: 'Dieses Format schreibt Wordlane, liest es aber nicht: {detail}.',
    repair: 'Nimm SRT, WebVTT, ASS, JSON, CSV, TSV, TXT oder Markdown.',
  },
  'profile.unknown': {
    reason: 'Es gibt kein Untertitelprofil mit diesem Namen: {detail}.',
    repair: 'Wähle eines der angebotenen Profile.',
  },
  'project.damaged': {
    reason: 'Die Projektdatei ist beschädigt: {detail}.',
    repair: 'Hol sie aus einer Sicherung, oder transkribiere noch einmal.',
  },
  'project.newer': {
    reason: 'Das Projekt wurde mit einer neueren Version gespeichert ({detail}).',
    repair: 'Aktualisiere Wordlane.',
  },
  'project.is-media': {
    reason: 'Das ist eine Aufnahme und kein Projekt.',
    repair: 'Transkribiere sie, oder wähle ein Projekt oder eine Untertiteldatei.',
  },
  'project.closed': { reason: 'Dieses Projekt ist nicht mehr offen.', repair: 'Öffne es noch einmal.' },
  'project.unnamed': {
    reason: 'Es ist noch nicht gespeichert.',
    repair: 'Wähle einen Ordner und einen Namen dafür.',
  },
  'project.open-already': {
    reason: 'Dort ist ein anderes offenes Projekt gespeichert.',
    repair: 'Wähle einen anderen Namen, oder schließe zuerst jenes Projekt.',
  },
  'project.changed-on-disk': {
    reason: 'Ein anderes Programm hat die Datei geändert, seit sie geöffnet wurde.',
    repair: 'Speichere unter einem anderen Namen, oder ersetze sie.',
  },
  'edit.missing': {
    reason: 'Was diese Änderung betrifft, ist nicht da: {detail}.',
    repair: 'Vielleicht wurde es inzwischen entfernt; versuche es an dem, was jetzt zu sehen ist.',
  },
  'edit.taken': {
    reason: 'Diese Kennung ist schon vergeben: {detail}.',
    repair: 'Nimm eine neue Kennung.',
  },
  'edit.order': {
    reason: 'Die Wörter stünden nicht mehr in der Folge der Zeit: {detail}.',
    repair: 'Bleib zwischen den Wörtern davor und danach.',
  },
  'edit.overlap': {
    reason: 'Zwei Wörter eines Sprechers würden sich überschneiden: {detail}.',
    repair: 'Verschiebe oder kürze eines davon, oder gib eines einem anderen Sprecher.',
  },
  'edit.time': {
    reason: 'Diese Zeit ist nicht möglich: {detail}.',
    repair: 'Ein Wort beginnt bei 0 oder später und endet, nachdem es begonnen hat.',
  },
  'edit.impossible': { reason: 'Das geht nicht: {detail}.', repair: 'Wähle etwas anderes.' },
  'edit.invalid': {
    reason: 'Diese Änderung versteht Wordlane nicht ({detail}).',
    repair: 'Aktualisiere Wordlane, wenn eine andere Version sie gemacht hat.',
  },
  'align.no-words': {
    reason: 'Es gibt keinen Text auszurichten.',
    repair: 'Nimm eine Text- oder Untertiteldatei mit Wörtern.',
  },
  'align.no-match': {
    reason: 'Der Text passt nicht zu dem, was in der Aufnahme gesagt wird.',
    repair: 'Prüfe, ob Text und Aufnahme zusammengehören.',
  },
  'check.violations': { reason: '{detail}.', repair: '' },
  'part.later': { reason: '{detail} gibt es noch nicht.', repair: 'Lass es vorerst weg.' },
  usage: { reason: '{detail}', repair: '' },
  cancelled: { reason: 'Abgebrochen.', repair: '' },
  internal: {
    reason: 'In Wordlane ist etwas schiefgegangen ({detail}).',
    repair:
      'Versuche es noch einmal; bleibt es so, melde es mit dem, was „Bericht kopieren“ in der Diagnose gibt.',
  },
};

export const failures = catalogued(texts);
