package com.acme.checkout.broker.kafka;

import com.acme.checkout.broker.PendingDepth;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Of each topic the records between the group's committed offsets and the topic's end: what waits, and what is worked on. What
 * is due later is in the delay topics, whichever queue it goes to.
 */
@Component
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "kafka")
class KafkaPendingDepth implements PendingDepth {

    private static final long ANSWER_SECONDS = 3;

    private final KafkaClients clients;
    private final KafkaProperties kafka;
    /** Kept for the next look; made anew after a failure. */
    private Admin admin;

    KafkaPendingDepth(KafkaClients clients, KafkaProperties kafka) {
        this.clients = clients;
        this.kafka = kafka;
    }

    @Override
    public synchronized Reading read(List<String> queues) throws Exception {
        boolean whole = false;
        try {
            if (admin == null) {
                admin = clients.admin();
            }
            List<String> topics = new ArrayList<>(queues);
            topics.addAll(kafka.delayTopics());
            Map<String, Long> lags = lags(topics);
            Map<String, Count> counts = new LinkedHashMap<>();
            queues.forEach(queue -> counts.put(queue, Count.of(lags.getOrDefault(queue, 0L))));
            long later = kafka.delayTopics().stream()
                    .mapToLong(topic -> lags.getOrDefault(topic, 0L))
                    .sum();
            whole = true;
            return new Reading(counts, true, later);
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    private Map<String, Long> lags(List<String> topics) throws Exception {
        List<TopicPartition> partitions =
                admin.describeTopics(topics).allTopicNames().get(ANSWER_SECONDS, TimeUnit.SECONDS).values().stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                        .toList();
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(kafka.group())
                .partitionsToOffsetAndMetadata()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
        return partitions.stream()
                .collect(Collectors.groupingBy(
                        TopicPartition::topic,
                        Collectors.summingLong(each -> lag(committed.get(each), first.get(each), end.get(each)))));
    }

    /** Where nothing is committed, or no longer there, a reader begins at the first record. */
    static long lag(OffsetAndMetadata committed, long first, long end) {
        long from = committed == null || committed.offset() > end ? first : Math.max(first, committed.offset());
        return Math.max(0, end - from);
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) throws Exception {
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(each -> each, each -> which)),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().offset()));
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }
}
