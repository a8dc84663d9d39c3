package com.acme.checkout.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.acme.checkout.broker.LargeMessages;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

class RabbitComponentTest {

    private static final int MEGABYTE = 1024 * 1024;

    private final LargeMessages large = new LargeMessages(20 * MEGABYTE);

    @Test
    void largeMessagesTakeRoomAndNoFurtherConsumersMeanwhile() throws Throwable {
        SimpleMessageListenerContainer container = mock(SimpleMessageListenerContainer.class);
        RabbitComponent.Growth growth = new RabbitComponent.Growth(container, 1, 100, Runnable::run, large);
        MethodInvocation delivery = mock(MethodInvocation.class);
        when(delivery.getArguments()).thenReturn(new Object[] {null, new Message(new byte[15 * MEGABYTE])});
        when(delivery.proceed()).thenAnswer(listener -> large.left());
        assertThat(growth.invoke(delivery)).isEqualTo(5 * MEGABYTE);
        assertThat(large.left()).isEqualTo(20 * MEGABYTE);
        verify(container, never()).setConcurrentConsumers(anyInt());

        when(delivery.getArguments()).thenReturn(new Object[] {null, new Message(new byte[10])});
        assertThat(growth.invoke(delivery)).isEqualTo(20 * MEGABYTE);
        verify(container).setConcurrentConsumers(2);
    }
}
