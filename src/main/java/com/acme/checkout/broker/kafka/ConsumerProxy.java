package com.acme.checkout.broker.kafka;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;

/**
 * The consumer that Camel polls: {@link ParallelConsumer}'s methods where it has them, otherwise the client's. For the threads
 * that may call the client's method of the same name: {@code wakeup} is for any, the rest for the polling thread.
 */
final class ConsumerProxy implements InvocationHandler {

    private final ParallelConsumer consumer;
    private final Consumer<byte[], byte[]> client;

    private ConsumerProxy(ParallelConsumer consumer, Consumer<byte[], byte[]> client) {
        this.consumer = consumer;
        this.client = client;
    }

    @SuppressWarnings("unchecked")
    static Consumer<byte[], byte[]> of(ParallelConsumer consumer, Consumer<byte[], byte[]> client) {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, new ConsumerProxy(consumer, client));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "poll" -> {
                return consumer.poll(
                        arguments[0] instanceof Duration timeout ? timeout : Duration.ofMillis((Long) arguments[0]));
            }
            case "subscribe" -> {
                if (arguments.length == 2 && arguments[0] instanceof Collection<?> names) {
                    consumer.subscribe((Collection<String>) names, (ConsumerRebalanceListener) arguments[1]);
                    return null;
                }
                throw new UnsupportedOperationException("subscribe by names, with a listener");
            }
            // Camel suspends a route by these.
            case "pause" -> consumer.suspend();
            case "resume" -> consumer.resume();
            case "seek" -> {
                // Camel resumes from what is committed, to see again what it had not done: all that is remembered here.
                return null;
            }
            case "unsubscribe" -> {
                if (consumer.isClosed()) {
                    return null;
                }
            }
            case "close" -> {
                try {
                    return call(method, arguments);
                } finally {
                    consumer.closed();
                }
            }
            default -> {
                // The client's alone.
            }
        }
        return call(method, arguments);
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
