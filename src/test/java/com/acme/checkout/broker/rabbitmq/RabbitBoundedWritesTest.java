package com.acme.checkout.broker.rabbitmq;

import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class RabbitBoundedWritesTest {

    @Test
    void aSocketThatAWriteHangsInIsClosedWithoutWaitingForTheWrite() throws Exception {
        Socket socket = mock(Socket.class);
        RabbitBoundedWrites.close(socket);
        InOrder order = inOrder(socket);
        order.verify(socket).setSoLinger(true, 0);
        order.verify(socket).close();
    }

    @Test
    void aSocketThatCanNotBeToldIsClosedAllTheSame() throws Exception {
        Socket socket = mock(Socket.class);
        doThrow(new SocketException("closed")).when(socket).setSoLinger(true, 0);
        RabbitBoundedWrites.close(socket);
        verify(socket).close();
    }
}
