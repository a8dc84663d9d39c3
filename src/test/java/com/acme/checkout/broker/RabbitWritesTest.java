package com.acme.checkout.broker;

import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class RabbitWritesTest {

    @Test
    void aSocketThatAWriteHangsInIsClosedWithoutWaitingForTheWrite() throws Exception {
        Socket socket = mock(Socket.class);
        RabbitWrites.close(socket);
        InOrder order = inOrder(socket);
        order.verify(socket).setSoLinger(true, 0);
        order.verify(socket).close();
    }

    @Test
    void aSocketThatCanNotBeToldIsClosedAllTheSame() throws Exception {
        Socket socket = mock(Socket.class);
        doThrow(new SocketException("closed")).when(socket).setSoLinger(true, 0);
        RabbitWrites.close(socket);
        verify(socket).close();
    }
}
