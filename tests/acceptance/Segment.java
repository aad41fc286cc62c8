import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.omegat.core.segmentation.MapRule;
import org.omegat.core.segmentation.Rule;
import org.omegat.core.segmentation.SRX;
import org.omegat.core.segmentation.Segmenter;
import org.omegat.util.Language;

/** Divides the lines of a file as OmegaT does by given rules: LANGUAGE RULES (three lines each) TEXT OUTPUT. */
public class Segment {
    public static void main(String[] args) throws Exception {
        List<String> given = Files.readAllLines(Path.of(args[1]));
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i + 2 < given.size(); i += 3) {
            rules.add(new Rule(given.get(i).equals("yes"), given.get(i + 1), given.get(i + 2)));
        }
        SRX srx = new SRX();
        srx.setMappingRules(List.of(new MapRule("ours", ".*", rules)));
        Segmenter segmenter = new Segmenter();
        segmenter.setSRX(srx);
        List<String> out = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(args[2]))) {
            out.add(String.join("\t", segmenter.segment(new Language(args[0]), line, new ArrayList<>(), new ArrayList<>())));
        }
        Files.write(Path.of(args[3]), out);
    }
}
