package com.acme.checkout.desk.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a spreadsheet makes of a line: each value its cell, and none a formula. */
class CsvLineTest {

    @Test
    void aCellIsQuotedWhereItMustBeAndNeverAFormula() {
        assertThat(CsvLine.of("plain", null, 7, "a,b", "say \"so\"", "two\nlines", " edge", "naïve"))
                .isEqualTo("plain,,7,\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\" edge\",naïve\r\n");
        assertThat(CsvLine.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=\"a\",b", "a=1", "'=1"))
                .isEqualTo("'=1+1,'+1,'-1,'@SUM(A1),'\t=1,\"'\r=1\",\"'=\"\"a\"\",b\",a=1,'=1\r\n");
    }
}
