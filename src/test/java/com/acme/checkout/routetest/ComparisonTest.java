package com.acme.checkout.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which expectations hold, and what is said of those that do not. */
class ComparisonTest {

    private static final String SEEN = """
            {"answer":{"status":200,"headers":{"location":"/checkouts/1"},"body":{"status":"STARTED"}},
             "calls":[{"destination":"standard","body":{"a":[1,2]}},{"destination":"promotion"}],
             "retries":{"immediate":2,"delayed":1},
             "parked":[{"destination":"standard","after":"10000ms"}],
             "messages":{},"acknowledged":true,"returned":0,"faults":0,"outcome":"started"}""";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{answer: 200}                                       |",
                "{answer: {status: 200}}                             |",
                "{answer: {headers: {Location: /checkouts/1}}}       |",
                "{answer: {headers: {Location: '~/checkouts/[0-9]'}}}|",
                "{answer: {headers: {Location: null}}}               | answer.headers.Location: nothing, /checkouts/1",
                "{answer: {headers: {Retry-After: null}}}            |",
                "{answer: 202}                                       | answer: 202, 200 of",
                "{answer: {body: {status: '~S.*'}}}                  |",
                "{answer: {body: {status: S}}}                       | answer.body.status: S, STARTED",
                "{answer: {body: {further: x}}}                      | answer.body.further: x, nothing",
                "{calls: 2}                                          |",
                "{calls: 3}                                          | calls: 3, 2: [",
                "{calls: [standard, promotion]}                      |",
                "{calls: [standard]}                                 | calls: 1, 2: [",
                "{calls: [{body: {a: [1, 2]}}, promotion]}           |",
                "{calls: [{body: {a: [1, 3]}}, promotion]}           | calls[0].body.a[1]: 3, 2",
                "{calls: [{body: {a: [1]}}, promotion]}              | calls[0].body.a: 1, 2: [1,2]",
                "{calls: {standard: 1}}                              |",
                "{calls: {standard: 1, partner: null}}               |",
                "{calls: {standard: 2}}                              | calls.standard: 2, 1: [",
                "{calls: {partner: 1}}                               | calls.partner: 1, nothing",
                "{calls: {standard: {body: {a: [1, 3]}}}}            | calls.standard.body.a[1]: 3, 2",
                "{retries: 3}                                        |",
                "{retries: {immediate: 2}}                           |",
                "{retries: 2}                                        | retries: 2, {",
                "{parked: [10s]}                                     |",
                "{parked: [{after: 10s, destination: standard}]}     |",
                "{parked: [1m]}                                      | parked[0]: 1m, 10000ms of",
                "{parked: []}                                        | parked: 0, 1: [",
                "{outcome: started}                                  |",
                "{outcome: accepted}                                 | outcome: accepted, started",
                "{deadLetter: INVALID}                               | deadLetter: INVALID, nothing",
                "{messages: {checkout.partner: null}}                |",
                "{messages: {checkout.partner: 1}}                   | messages[checkout.partner]: 1, nothing",
            })
    void whatIsNamedIsCompared(String expected, String difference) throws Exception {
        List<Comparison.Difference> found = compare(expected, SEEN);
        if (difference == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).singleElement().satisfies(each -> {
                assertThat(each.what() + ": " + each.expected() + ", " + each.actual())
                        .startsWith(difference);
                assertThat(each.line()).isOne();
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"deadLetter\":{\"reason\":\"INVALID\"},\"acknowledged\":true,\"faults\":0} | deadLetter",
                "{\"acknowledged\":false,\"faults\":0}                                        | acknowledged",
                "{\"acknowledged\":true,\"faults\":1}                                         | faults",
            })
    void whatMustNotHappenNeedNotBeSaid(String seen, String difference) throws Exception {
        assertThat(compare("{}", seen)).extracting(Comparison.Difference::what).containsExactly(difference);
    }

    private List<Comparison.Difference> compare(String expected, String seen) throws Exception {
        Located located = Located.read(Files.writeString(folder.resolve("a.yaml"), expected));
        return Comparison.of(located, located, new ObjectMapper().readTree(seen));
    }
}
