package com.acme.checkout.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** The desk opens while the routes are at work. */
class IngestRouteTest {

    private static final String LATE = """
        apiVersion: camel.apache.org/v1
        kind: Kamelet
        metadata: {name: late}
        spec:
          template:
            from:
              uri: kamelet:source
              steps:
                - setBody: {constant: late}
        """;

    @TempDir
    private Path folder;

    @Test
    void itDoesNotStandInTheWayOfAKameletThatIsFirstUsedMeanwhile() throws Exception {
        Files.writeString(folder.resolve("late.kamelet.yaml"), LATE);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    routeTemplate("broker-source").from("direct:letters").to("kamelet:sink");
                    routeTemplate(IngestRoute.ID)
                            .from("kamelet:broker-source/from-dead-letters")
                            .to("mock:filed");
                }
            });
            KameletComponent kamelets = camel.getComponent("kamelet", KameletComponent.class);
            kamelets.setLocation("file:" + folder);
            kamelets.setRouteTemplateLoaderListener(resource -> {
                loading.countDown();
                uninterruptibly(goOn);
            });
            camel.start();
            StaticListableBeanFactory beans = new StaticListableBeanFactory();
            beans.addBean("camel", camel);

            FutureTask<Endpoint> late = new FutureTask<>(() -> camel.getEndpoint("kamelet:late/one"));
            new Thread(late, "late").start();
            uninterruptibly(loading);
            FutureTask<Void> opening = new FutureTask<>(() -> {
                new IngestRoute(beans.getBeanProvider(CamelContext.class)).start();
                return null;
            });
            Thread desk = new Thread(opening, "desk");
            desk.start();
            await("the desk waits for its own Kamelet")
                    .until(() -> Arrays.stream(desk.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("createRouteForEndpoint")));
            goOn.countDown();

            assertThat(late.get(1, TimeUnit.MINUTES)).isNotNull();
            opening.get(1, TimeUnit.MINUTES);
            camel.createProducerTemplate().sendBody("direct:letters", "x");
            assertThat(camel.getRoute(IngestRoute.ID)).isNotNull();
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
