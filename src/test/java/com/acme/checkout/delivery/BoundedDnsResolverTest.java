package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;

class BoundedDnsResolverTest {

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    private final DnsResolver system = new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            asked.incrementAndGet();
            if (host.equals("slow.example")) {
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            } else if (host.equals("none.example")) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    };

    @Test
    void aLookUpThatHangsHoldsUpNobodyAndOneThreadOnly() throws Exception {
        BoundedDnsResolver lookup = new BoundedDnsResolver(system, 10);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> lookup.resolve("slow.example"))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("within 10 ms");
        }
        assertThat(asked).hasValue(1);
        answer.countDown();
        assertThat(new BoundedDnsResolver(system, 60_000).resolve("slow.example"))
                .hasSize(1);
    }

    @Test
    void whatTheSystemSaysIsSaid() throws Exception {
        BoundedDnsResolver lookup = new BoundedDnsResolver(system, 60_000);
        assertThat(lookup.resolve("there.example")).containsExactly(InetAddress.getLoopbackAddress());
        assertThatThrownBy(() -> lookup.resolve("none.example"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("none.example");
        assertThat(new BoundedDnsResolver(SystemDefaultDnsResolver.INSTANCE, 60_000).resolve("127.0.0.1"))
                .hasSize(1);
    }
}
