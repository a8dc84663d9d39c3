package com.acme.checkout.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.acme.checkout.broker.BrokerStatus;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.Connection;

/** What is declared at each look at the broker's health. */
class RabbitBrokerConfigurationTest {

    private final Connection connection = mock(Connection.class);
    private final Channel channel = mock(Channel.class);

    @BeforeEach
    void connect() {
        when(connection.createChannel(anyBoolean())).thenReturn(channel);
    }

    @Test
    void aQueueThatIsThereIsNotDeclaredAgainWhateverItsArguments() throws Exception {
        when(channel.queueDeclare(anyString(), anyBoolean(), anyBoolean(), anyBoolean(), any()))
                .thenThrow(refusal(AMQP.PRECONDITION_FAILED));
        RabbitBrokerConfiguration.declare(connection, "checkout.commands", Map.of());
        verify(channel, never()).queueDeclare(anyString(), anyBoolean(), anyBoolean(), anyBoolean(), any());
    }

    @Test
    void aQueueThatIsMissingIsCreated() throws Exception {
        when(channel.queueDeclarePassive("checkout.commands")).thenThrow(refusal(AMQP.NOT_FOUND));
        RabbitBrokerConfiguration.declare(connection, "checkout.commands", Map.of("x-queue-type", "quorum"));
        verify(channel).queueDeclare("checkout.commands", true, false, false, Map.of("x-queue-type", "quorum"));
    }

    @Test
    void aQueueThatMayNotBeCreatedIsNamed() throws Exception {
        when(channel.queueDeclarePassive("checkout.commands")).thenThrow(refusal(AMQP.NOT_FOUND));
        when(channel.queueDeclare(anyString(), anyBoolean(), anyBoolean(), anyBoolean(), any()))
                .thenThrow(refusal(AMQP.ACCESS_REFUSED));
        assertThatThrownBy(() -> RabbitBrokerConfiguration.declare(connection, "checkout.commands", Map.of()))
                .isInstanceOf(BrokerStatus.UnusableException.class)
                .hasMessageContaining("checkout.commands");
    }

    private static IOException refusal(int code) {
        return new IOException(new ShutdownSignalException(
                false,
                false,
                new AMQP.Channel.Close.Builder()
                        .replyCode(code)
                        .replyText("no")
                        .classId(0)
                        .methodId(0)
                        .build(),
                null));
    }
}
