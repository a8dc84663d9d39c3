package com.acme.checkout.desk.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** Which entries an action is for: none is ever chosen by a value that says nothing. */
class FilterFormTest {

    private static Selection choice(String json) throws Exception {
        return new ObjectMapper().readValue(json, SelectionRequest.class).selection();
    }

    @Test
    void theApiTakesNoBlankOrUnreadableValueAndAllByItsNameOnly() throws Exception {
        for (String wrong : List.of(
                "{\"filter\": {}}",
                "{\"filter\": {\"cart\": \"\"}}",
                "{\"filter\": {\"destination\": \",\"}}",
                "{\"filter\": {\"destination\": []}}",
                "{\"filter\": {\"cart\": null}}",
                "{\"filter\": {\"state\": [\"OPEN\", \"\"]}}",
                "{\"filter\": {\"state\": \"open\"}}",
                "{\"filter\": {\"from\": \"yesterday\"}}",
                "{\"filter\": {\"from\": \"+1000000000-01-01T00:00:00Z\"}}",
                "{\"filter\": {\"to\": \"0000-12-31T23:59:59Z\"}}",
                "{\"filter\": {\"crat\": \"x\"}}",
                "{\"filter\": {\"cart\": [\"a\", \"b\"]}}",
                "{\"filter\": {\"route\": \"\"}}",
                "{\"filter\": {\"exception\": \" \"}}",
                "{\"filter\": {\"id\": \"\"}}",
                "{\"filter\": {\"source\": \"checkout.commands p0@\"}}",
                "{\"filter\": []}",
                "{\"filter\": null}",
                "{\"cause\": \"\"}",
                "{\"ids\": []}",
                "{}",
                "{\"all\": false}",
                "{\"all\": true, \"filter\": {\"cart\": \"x\"}}",
                "{\"cause\": \"x\", \"ids\": []}")) {
            assertThatThrownBy(() -> choice(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(choice("{\"all\": true}").filter()).isEqualTo(Filter.ALL);
        assertThat(choice("{\"filter\": {\"destination\": \"a, b\", \"to\": \"9999-12-31T23:59:59Z\"}}")
                        .filter()
                        .destinations())
                .containsExactly("a", "b");
    }

    /** A preview or a line of the audit from before there were filters by route. */
    @Test
    void whatWasWrittenDownBeforeIsReadStill() throws Exception {
        ObjectMapper json = new ObjectMapper().findAndRegisterModules();
        Filter before = json.readValue("{\"states\": [\"OPEN\"], \"reasons\": [], \"destinations\": []}", Filter.class);
        assertThat(before).isEqualTo(Filter.of(java.util.Map.of("state", List.of("OPEN"))));
        assertThat(json.writeValueAsString(before)).doesNotContain("routes");
    }

    /** The form shows times as every page does, so that they can be copied from one into the other. */
    @Test
    void aTimeIsTakenAsThePagesShowIt() {
        for (String typed :
                List.of("2026-01-31 05:00:00 UTC", "2026-01-31 05:00:00", " 2026-01-31 05:00 ", "2026-01-31T05:00")) {
            MockHttpServletRequest request = new MockHttpServletRequest();
            request.addParameter("from", typed);
            assertThat(FilterForm.filter(request).from()).as(typed).isEqualTo("2026-01-31T05:00:00Z");
        }
    }

    @Test
    void eachFilterStandsInAnAddressAndInWords() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter("route", "settle,ask");
        request.addParameter("exception", "timed out");
        request.addParameter("id", "5f0c2a4e");
        request.addParameter("source", "checkout.commands p0@7");
        Filter filter = FilterForm.filter(request);
        assertThat(filter.toQuery())
                .isEqualTo("route=settle&route=ask&exception=timed+out&id=5f0c2a4e&source=checkout.commands+p0%407");
        assertThat(FilterForm.words(filter, new com.acme.checkout.desk.page.Words()))
                .isEqualTo("route settle or ask, exception timed out, id 5f0c2a4e, source checkout.commands p0@7");
        assertThat(FilterForm.shown(filter).narrow()).isTrue();
        request.setParameter("source", "checkout.commands p0@x");
        assertThatThrownBy(() -> FilterForm.filter(request)).hasMessageContaining("checkout.commands p0@7");
    }

    @Test
    void aTokenStandsAlone() throws Exception {
        SelectionRequest choice =
                new ObjectMapper().readValue("{\"token\": \"" + UUID.randomUUID() + "\"}", SelectionRequest.class);
        assertThat(choice.confirms(null)).isTrue();
        assertThatThrownBy(() -> choice.confirms(true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFormsFilterIsReadWholeOrNotAtAll() {
        for (String wrong : List.of(
                "cart=%",
                "cart=%zz",
                "cart=",
                "cart",
                "&",
                "cart=a&",
                "cart=a&cart=b",
                "crat=a",
                "state=open",
                "from=yesterday",
                "destination=%2C")) {
            assertThatThrownBy(() -> FilterForm.selection(form(FilterForm.MATCHING, wrong)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> FilterForm.selection(form(FilterForm.MATCHING, "")))
                .as("a filter that was lost")
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FilterForm.selection(form(FilterForm.EVERY, "cart=a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(FilterForm.selection(form(FilterForm.EVERY, "")).filter()).isEqualTo(Filter.ALL);
        assertThat(FilterForm.selection(form(FilterForm.MATCHING, "cart=a+b&state=OPEN&state=DISCARDED"))
                        .filter()
                        .cart())
                .isEqualTo("a b");
        MockHttpServletRequest ids = new MockHttpServletRequest();
        ids.addParameter("ids", "x");
        assertThatThrownBy(() -> FilterForm.selection(ids)).isInstanceOf(IllegalArgumentException.class);
    }

    private static MockHttpServletRequest form(String all, String filter) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter("all", all);
        request.addParameter("filter", filter);
        return request;
    }

    @Test
    void anEmptyFieldOfAListIsNoFilterAndAnUnreadableOneSaysSo() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter("cart", " ");
        request.addParameter("from", "2026-01-31T12:00");
        assertThat(FilterForm.filter(request).toQuery()).isEqualTo("from=2026-01-31T12%3A00%3A00Z");
        request.addParameter("destination", ",");
        assertThatThrownBy(() -> FilterForm.filter(request)).isInstanceOf(IllegalArgumentException.class);
    }
}
