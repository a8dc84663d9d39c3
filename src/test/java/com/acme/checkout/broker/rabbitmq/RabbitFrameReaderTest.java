package com.acme.checkout.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.LongStringHelper;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RabbitFrameReaderTest {

    private static final String INSTEAD = "(nested deeper than 64 levels)";

    private static byte[] payload(Map<String, Object> headers) throws IOException {
        Frame frame = new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .contentEncoding("none")
                .headers(headers)
                .messageId("m-1")
                .build()
                .toFrame(7, 42);
        return frame.getPayload();
    }

    private static AMQP.BasicProperties read(byte[] payload) throws IOException {
        return (AMQP.BasicProperties)
                AMQImpl.readContentHeaderFrom(new DataInputStream(new ByteArrayInputStream(payload)));
    }

    private static Map<String, Object> ofEachKind() {
        Map<String, Object> headers = new HashMap<>();
        headers.put("void", null);
        headers.put("text", "é");
        headers.put("bytes", new byte[] {1, 2});
        headers.put("numbers", Arrays.asList((byte) 1, (short) 2, 3, 4L, 5.0f, 6.0, new BigDecimal("7.5"), true, null));
        headers.put("date", new Date(1000));
        headers.put("empty", List.of(Map.of(), List.of(), Map.of("a", Map.of())));
        headers.put("table", Map.of("list", List.of(Map.of("a", "b"), "c"), "d", 1));
        return headers;
    }

    private static Object nested(int levels, boolean tables) {
        Object value = new byte[] {9};
        for (int i = 0; i < levels; i++) {
            value = tables && i % 2 == 0 ? Map.of("a", value) : List.of(value);
        }
        return value;
    }

    @Test
    void whatTheClientCanReadStaysAsItIs() throws IOException {
        Map<String, Object> headers = ofEachKind();
        headers.put("deep", nested(RabbitFrameReader.DEEPEST, true));
        byte[] payload = payload(headers);
        assertThat(RabbitFrameReader.flat(payload)).isSameAs(payload);
        byte[] none = new AMQP.BasicProperties.Builder()
                .messageId("m")
                .build()
                .toFrame(1, 0)
                .getPayload();
        assertThat(RabbitFrameReader.flat(none)).isSameAs(none);
    }

    @Test
    void aHeaderThatIsNestedTooDeeplyIsATextAndTheOthersStay() throws IOException {
        Map<String, Object> headers = ofEachKind();
        headers.put("array", nested(RabbitFrameReader.DEEPEST + 1, false));
        headers.put("both", nested(1000, true));
        AMQP.BasicProperties flat = read(RabbitFrameReader.flat(payload(headers)));
        assertThat(flat.getHeaders())
                .containsEntry("array", LongStringHelper.asLongString(INSTEAD))
                .containsEntry("both", LongStringHelper.asLongString(INSTEAD))
                .hasSize(headers.size());
        Map<String, Object> whole = read(payload(ofEachKind())).getHeaders();
        for (String name : List.of("void", "text", "numbers", "date", "empty", "table")) {
            assertThat(flat.getHeaders()).containsEntry(name, whole.get(name));
        }
        assertThat((byte[]) flat.getHeaders().get("bytes")).containsExactly(1, 2);
        assertThat(flat.getMessageId()).isEqualTo("m-1");
        assertThat(flat.getContentType()).isEqualTo("text/plain");
        assertThat(flat.getBodySize()).isEqualTo(42);
    }

    /** Over TLS, a socket that this side closed says so in words that the client logs as an error, with a stack trace. */
    @Test
    void whatThisSideClosedIsNoErrorOfTheNetwork() throws IOException {
        SocketException gone = new SocketException("Connection or inbound has closed");
        FrameHandler network = mock(FrameHandler.class);
        when(network.readFrame()).thenThrow(gone);
        RabbitFrameReader reader = new RabbitFrameReader(network);
        assertThatThrownBy(reader::readFrame).isSameAs(gone);
        reader.close();
        assertThatThrownBy(reader::readFrame)
                .isInstanceOf(SocketException.class)
                .hasMessage("Socket closed")
                .hasCause(gone);
    }
}
