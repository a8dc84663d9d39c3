package com.acme.checkout.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferHeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "respond-async                          | true  | ",
                "Respond-Async                          | true  | ",
                "respond-async=\"\"                     | true  | ",
                "respond-async = \"\" ; foo=\"x, y\"    | true  | ",
                "respond-async=                         | true  | ",
                "respond-async=no                       | false | ",
                "respond-async; foo                     | true  | ",
                "respond-async;;foo=1; ;                | true  | ",
                "foo=\"a, respond-async\"               | false | ",
                "foo=\"a\\\", respond-async\"           | false | ",
                "foo=\"a, respond-async                 | false | ",
                "foo; bar=\"a, respond-async, wait=3\"  | false | ",
                "foo; respond-async                     | false | ",
                "xrespond-async                         | false | ",
                "respond-async x                        | false | ",
                "respond-async/1, wait=4                | false | 4",
                "?, =, ,respond-async                   | true  | ",
                "wait=5                                 | false | 5",
                "WAIT = 5                               | false | 5",
                "wait=\"5\"                             | false | 5",
                "wait=007                               | false | 7",
                "wait=0                                 | false | 0",
                "wait=5, wait=9                         | false | 5",
                "wait=x, wait=9                         | false | ",
                "wait=-1                                | false | ",
                "wait=1.5                               | false | ",
                "wait                                   | false | ",
                "foo=bar, wait=5, respond-async         | true  | 5",
                "wait=99999999999                       | false | 2147483647",
            })
    void ofOneLine(String line, boolean respondAsync, Integer wait) {
        assertThat(PreferHeader.of(List.of(line))).isEqualTo(new PreferHeader(respondAsync, wait));
    }

    @Test
    void theFirstOfSeveralLinesCounts() {
        assertThat(PreferHeader.of(List.of("foo", "wait=3", "respond-async, wait=4")))
                .isEqualTo(new PreferHeader(true, 3));
        assertThat(PreferHeader.of(List.of())).isEqualTo(new PreferHeader(false, null));
    }
}
