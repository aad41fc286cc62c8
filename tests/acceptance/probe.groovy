// Prints what OmegaT itself would offer: for every segment its fuzzy matches and the terms of its glossaries.
import org.omegat.core.Core
import org.omegat.core.events.IStopped
import org.omegat.core.statistics.FindMatches
import org.omegat.gui.glossary.*

class Entries extends GlossaryManager {
  List found
  Entries(List found) { super(null); this.found = found }
  List<GlossaryEntry> getGlossaryEntries(String source) { return found }
}

if (eventType.toString() != 'LOAD') return
def project = Core.getProject()
def entries = []
new File(project.getProjectProperties().getGlossaryRoot()).eachFileRecurse { file ->
  def name = file.name.toLowerCase()
  if (name.endsWith('.tbx')) entries.addAll(GlossaryReaderTBX.read(file, false))
  else if (name.endsWith('.csv')) entries.addAll(GlossaryReaderCSV.read(file, false))
  else if (name.endsWith('.txt') || name.endsWith('.utf8') || name.endsWith('.tab')) entries.addAll(GlossaryReaderTSV.read(file, false))
}
// The glossary search wants a text area; without a screen none can be built, so one is made without its constructor.
def unsafeField = Class.forName('sun.misc.Unsafe').getDeclaredField('theUnsafe')
unsafeField.accessible = true
def pane = unsafeField.get(null).allocateInstance(GlossaryTextArea)
def current = null
for (def c = GlossaryTextArea; c != null && current == null; c = c.superclass) {
  try { current = c.getDeclaredField('currentlyProcessedEntry') } catch (NoSuchFieldException e) { }
}
current.accessible = true
def manager = new Entries(entries)
def matcher = new FindMatches(project.getSourceTokenizer(), 5, true, false)
project.getAllEntries().each { entry ->
  println 'SEG\t' + entry.srcText
  matcher.search(project, entry.srcText, true, false, { -> false } as IStopped).each { near ->
    println 'MATCH\t' + near.scores[0].score + '\t' + near.comesFrom + '\t' + near.source + '\t' + near.translation
  }
  current.set(pane, entry)
  def thread = new FindGlossaryThread(pane, entry, manager)
  def search = FindGlossaryThread.getDeclaredMethods().find { it.name == 'search' && it.returnType == List }
  search.accessible = true
  search.invoke(thread).each { println 'GLOSS\t' + it.srcText + '\t' + it.getLocTerms(false).join(', ') }
}
