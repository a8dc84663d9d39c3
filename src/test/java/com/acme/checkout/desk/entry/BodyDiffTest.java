package com.acme.checkout.desk.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BodyDiffTest {

    private static List<String> shown(BodyDiff diff) {
        return diff.lines().stream().map(line -> line.sign() + line.text()).toList();
    }

    @Test
    void jsonIsComparedLineByLineHoweverItIsSpaced() {
        BodyDiff diff = BodyDiff.of("{\"a\":1,\"b\":\"x\"}", "{ \"a\": 1,\n\"b\": \"y\", \"c\": true }");
        assertThat(shown(diff))
                .containsExactly(
                        " {", "   \"a\" : 1,", "-  \"b\" : \"x\"", "+  \"b\" : \"y\",", "+  \"c\" : true", " }");
        assertThat(diff.added()).isEqualTo(2);
        assertThat(diff.removed()).isEqualTo(1);
        assertThat(diff.note()).isNull();
    }

    @Test
    void whatIsGoneStandsBeforeWhatIsNew() {
        assertThat(shown(BodyDiff.of("a\nb],\nc\nd", "a\nb]\nd"))).containsExactly(" a", "-b],", "-c", "+b]", " d");
    }

    @Test
    void whatIsOnlySpacedAnewOrIsTheSameIsSaidInWords() {
        assertThat(BodyDiff.of("{\"a\":1}", "{ \"a\" : 1 }").note())
                .isEqualTo("Only spaces and line ends are changed.");
        assertThat(BodyDiff.of("text", "text").note()).isEqualTo("Nothing is changed.");
    }

    @Test
    void numbersAreTextSoThatAnotherSpellingIsAChange() {
        assertThat(shown(BodyDiff.of("{\"a\":1.0}", "{\"a\":1.00}"))).contains("-  \"a\" : 1.0", "+  \"a\" : 1.00");
    }

    @Test
    void whatIsNoJsonIsComparedAsItIs() {
        assertThat(shown(BodyDiff.of("{\"a\":1", "{\"a\":1}")))
                .containsExactly("-{\"a\":1", "+{", "+  \"a\" : 1", "+}");
    }

    @Test
    void linesFarFromAChangeAreCounted() {
        String was = IntStream.range(0, 40).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        BodyDiff diff = BodyDiff.of(was, was.replace("line 5\n", "line five\n").replace("line 30\n", ""));
        assertThat(shown(diff))
                .startsWith(
                        " 2 lines are the same", " line 2", " line 3", " line 4", "-line 5", "+line five", " line 6")
                .contains(" 18 lines are the same", " line 27", "-line 30", " line 33")
                .endsWith(" line 33", " 6 lines are the same");
    }

    @Test
    void tooManyLinesAreNotCompared() {
        String many = "x\n".repeat(BodyDiff.MOST_LINES + 1);
        assertThat(BodyDiff.of("x", many).note()).isEqualTo("Too long to compare: more than 2000 lines.");
        assertThat(BodyDiff.of("x", many).lines()).isEmpty();
    }
}
