/** Failures of engines, graphics cards, installations and models. */
export const engineFailures = {
  'engine.unknown': {
    reason: 'Es gibt keine Engine mit diesem Namen: {detail}.',
    repair: 'Wähle eine andere Engine; „Engines & Modelle“ zeigt alle.',
  },
  'engine.slot-missing': {
    reason: 'Das kann diese Engine nicht: {detail}.',
    repair: 'Wähle eine andere Engine, oder lass es weg.',
  },
  'engine.language': {
    reason: 'Diese Engine kennt die Sprache nicht: {detail}.',
    repair: 'Wähle eine andere Engine oder eine andere Sprache.',
  },
  'engine.not-installed': {
    reason: 'Die Engine ist nicht installiert: {detail}.',
    repair: 'Drück neben ihr in „Engines & Modelle“ auf „Installieren“.',
  },
  'engine.unhealthy': {
    reason: 'Die Engine funktioniert hier nicht: {detail}.',
    repair: 'Drück neben ihr in „Engines & Modelle“ auf „Reparieren“.',
  },
  'engine.crashed': {
    reason: 'Die Engine ist unerwartet abgebrochen ({detail}).',
    repair:
      'Versuche es noch einmal; bleibt es so, drück neben ihr in „Engines & Modelle“ auf „Erneut prüfen“.',
  },
  'engine.killed': {
    reason: 'Das System hat die Engine beendet, wohl weil der Speicher ausging ({detail}).',
    repair: 'Schließe andere Programme und versuche es noch einmal.',
  },
  'engine.stalled': {
    reason: 'Die Engine antwortet nicht mehr ({detail}).',
    repair:
      'Versuche es noch einmal; bleibt es so, drück neben ihr in „Engines & Modelle“ auf „Erneut prüfen“.',
  },
  'engine.protocol': {
    reason: 'Die Engine hat etwas geantwortet, das nicht zu verstehen ist ({detail}).',
    repair: 'Drück neben ihr in „Engines & Modelle“ auf „Reparieren“.',
  },
  'engine.device': {
    reason: 'Das Gerät lässt sich nicht verwenden: {detail}.',
    repair: 'Die Diagnose sagt, was der Grafikkarte fehlt; der Prozessor kann es auch, nur langsamer.',
  },
  'engine.precision': {
    reason: 'Das Gerät kann mit dieser Genauigkeit nicht rechnen: {detail}.',
    repair: 'Wähle ein kleineres Modell oder den Prozessor, der langsamer ist.',
  },
  'engine.failed': {
    reason: 'Die Engine meldet einen Fehler: {detail}.',
    repair: 'Versuche es mit einer anderen Engine.',
  },
  'device.driver-old': {
    reason: 'Der Treiber der Grafikkarte ist zu alt: {detail}.',
    repair: 'Installiere den aktuellen NVIDIA-Treiber und starte den Rechner neu.',
  },
  'device.driver-silent': {
    reason: 'Der Treiber der Grafikkarte antwortet nicht ({detail}).',
    repair: 'Starte den Rechner neu; hilft das nicht, installiere den NVIDIA-Treiber noch einmal.',
  },
  'runtime.python-missing': {
    reason: 'Es wurde kein brauchbares Python gefunden ({detail}).',
    repair: 'Installiere Python 3.11 und beginne noch einmal.',
  },
  'runtime.network': {
    reason: 'Das Paketverzeichnis war nicht zu erreichen ({detail}).',
    repair: 'Prüfe das Netz oder den Proxy und beginne noch einmal; was geladen ist, bleibt.',
  },
  'runtime.torch-index': {
    reason: 'Das Verzeichnis mit den eigenen Paketen von PyTorch war nicht zu erreichen ({detail}).',
    repair:
      'Prüfe das Netz oder den Proxy und beginne noch einmal; unter Linux braucht die Variante cu128 nur das Paketverzeichnis.',
  },
  'runtime.certificate': {
    reason: 'Das Paketverzeichnis hat ein Zertifikat, dem dieser Rechner nicht traut ({detail}).',
    repair: 'Lass das System dem Zertifikat deines Netzes oder Proxys trauen und versuche es noch einmal.',
  },
  'runtime.locked': {
    reason: 'Ein anderes Programm hält eine Datei fest, die gerade installiert wurde ({detail}).',
    repair: 'Nimm den Datenordner von Wordlane vom Virenscanner aus und beginne noch einmal.',
  },
  'runtime.unsupported': {
    reason: 'Das kann auf diesem Rechner nicht laufen: {detail}.',
    repair: 'Wähle eine andere Engine oder ihre Variante für den Prozessor.',
  },
  'runtime.hash': {
    reason: 'Ein Paket ist nicht das geprüfte ({detail}).',
    repair: 'Beginne noch einmal; geschieht es wieder, verändert etwas im Netz die Downloads.',
  },
  'runtime.failed': {
    reason: 'Die Engine ließ sich nicht einrichten ({detail}).',
    repair: 'Versuche es in „Engines & Modelle“ noch einmal; die Diagnose sagt mehr.',
  },
  'runtime.busy': {
    reason: 'Ein anderes Wordlane richtet dieselbe Engine gerade ein ({detail}).',
    repair: 'Warte, bis es fertig ist.',
  },
  'model.none': {
    reason: 'Dafür gibt es kein Modell: {detail}.',
    repair: 'Lade eines in „Engines & Modelle“, oder importiere eines, das du hast.',
  },
  'model.unknown': {
    reason: 'Es gibt kein Modell mit diesem Namen: {detail}.',
    repair: 'Wähle ein anderes Modell; „Engines & Modelle“ zeigt alle.',
  },
  'model.not-installed': {
    reason: 'Das Modell ist nicht auf diesem Rechner: {detail}.',
    repair: 'Drück neben ihm in „Engines & Modelle“ auf „Laden“.',
  },
  'model.broken': {
    reason: 'Das Modell ist beschädigt ({detail}).',
    repair: 'Entferne es und lade es neu.',
  },
  'model.exists': {
    reason: 'Ein Modell mit diesem Namen ist schon hier: {detail}.',
    repair: 'Entferne zuerst jenes, oder gib dem Ordner einen anderen Namen.',
  },
  'model.not-a-model': {
    reason: 'Das lässt sich nicht als Modell verwenden: {detail}.',
    repair: 'Gib den Ordner oder die Datei eines Modells an, das die Engines laden.',
  },
  'model.busy': {
    reason: 'Mit dem Modell geschieht gerade etwas ({detail}).',
    repair: 'Warte, bis das fertig ist.',
  },
  'model.place-missing': {
    reason: 'Der Ordner der Modelle ist nicht da.',
    repair: 'Schließe sein Laufwerk an, oder wähle mit „Modelle verschieben“ einen anderen Ordner.',
  },
  'model.place-unfit': {
    reason: 'Dorthin lassen sich die Modelle nicht verschieben: {detail}.',
    repair: 'Wähle einen leeren Ordner außerhalb des jetzigen.',
  },
  'model.gated': {
    reason: 'Dieses Modell bekommt nur, wer seine Bedingungen angenommen hat: {detail}.',
    repair: 'Nimm sie dort an und gib Wordlane ein Token von Hugging Face: drück auf „Token“.',
  },
  'model.token': {
    reason: 'Der Modell-Hub nimmt das Token nicht an ({detail}).',
    repair: 'Mach bei Hugging Face ein neues und gib es Wordlane: drück auf „Token“.',
  },
  'model.not-on-hub': {
    reason: 'Das gibt es im Modell-Hub nicht: {detail}.',
    repair: 'Beschaffe das Modell anders und importiere es in „Engines & Modelle“.',
  },
  'model.network': {
    reason: 'Das Modell ließ sich nicht aus dem Netz laden ({detail}).',
    repair: 'Prüfe das Netz oder den Proxy und beginne noch einmal; was geladen ist, bleibt.',
  },
  'model.tls': {
    reason: 'Der Verbindung zum Modell-Hub wird hier nicht getraut ({detail}).',
    repair: 'Lass das System den Zertifikaten deines Netzes trauen und versuche es noch einmal.',
  },
  'model.loader': {
    reason: 'Das Programm, das Modelle lädt, ist fehlgeschlagen ({detail}).',
    repair: 'Versuche es noch einmal; models.log im Datenordner sagt mehr.',
  },
  'model.hash': {
    reason: 'Was ankam, ist nicht, was angekündigt war ({detail}).',
    repair: 'Beginne noch einmal; geschieht es wieder, verändert etwas im Netz die Downloads.',
  },
} as const;
