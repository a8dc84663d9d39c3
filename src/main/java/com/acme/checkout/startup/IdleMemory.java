package com.acme.checkout.startup;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Gives the memory that a rush needed back to the system once it is over (JEP 346), which the JVM does not do by itself:
 * the same as {@code -XX:G1PeriodicGCInterval} and {@code -XX:MaxHeapFreeRatio}, and without effect where whoever
 * started this process has set them or another collector runs.
 */
@Component
class IdleMemory {

    /** In milliseconds without a collection, and in per cent of the heap. */
    private static final Map<String, String> OPTIONS =
            Map.of("G1PeriodicGCInterval", "5000", "MinHeapFreeRatio", "20", "MaxHeapFreeRatio", "40");

    @EventListener(ApplicationReadyEvent.class)
    void set() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm == null) {
            return;
        }
        // In this order: the least may not exceed the most.
        for (String name : new String[] {"MinHeapFreeRatio", "MaxHeapFreeRatio", "G1PeriodicGCInterval"}) {
            try {
                if (jvm.getVMOption(name).getOrigin() == VMOption.Origin.DEFAULT) {
                    jvm.setVMOption(name, OPTIONS.get(name));
                }
            } catch (IllegalArgumentException e) {
                // A JVM or a collector without it.
            }
        }
    }
}
