package com.acme.checkout.startup;

import com.acme.checkout.broker.jms.AmqpProperties;
import com.acme.checkout.broker.jms.ArtemisProperties;
import com.acme.checkout.broker.jms.EmbeddedProperties;
import com.acme.checkout.broker.kafka.KafkaProperties;
import com.acme.checkout.broker.rabbitmq.RabbitProperties;
import com.acme.checkout.delivery.DeliveryProperties;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.desk.DeskProperties;
import com.acme.checkout.desk.WebhookProperties;
import com.acme.checkout.http.HttpProperties;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.settings.Derived;
import com.acme.checkout.tracing.TracingProperties;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** The records that hold the settings under {@code checkout.}; a test finds one that is missing in the list. */
final class SettingRecords {

    static final List<Class<? extends Record>> ALL = List.of(
            CheckoutProperties.class,
            DestinationProperties.class,
            DeliveryProperties.class,
            HttpProperties.class,
            TracingProperties.class,
            EmbeddedProperties.class,
            KafkaProperties.class,
            RabbitProperties.class,
            AmqpProperties.class,
            ArtemisProperties.class,
            DeskProperties.class,
            WebhookProperties.class);

    /** Stands in a name for a part that is free: a destination's name, an operator's, a setting of Kafka's own clients. */
    static final String ANY = "*";

    private static final String BROKERS = "com.acme.checkout.broker.";

    private SettingRecords() {}

    /** As in {@code checkout.http}. */
    static String prefix(Class<? extends Record> record) {
        return record.getAnnotation(ConfigurationProperties.class).value();
    }

    /** Whether the settings matter: those of a broker do where it is of the kind that is used, those of the desk where there is one. */
    static boolean used(Class<? extends Record> record, String kind, boolean desk) {
        return record.getName().startsWith(BROKERS)
                ? prefix(record).equals("checkout." + kind)
                : desk || !prefix(record).equals("checkout.desk");
    }

    /** The settings of all records by their names, those left out that are derived from others. */
    static Map<String, RecordComponent> settings() {
        Map<String, RecordComponent> settings = new LinkedHashMap<>();
        ALL.forEach(record -> add(prefix(record), record, settings));
        return settings;
    }

    private static void add(String prefix, Class<?> record, Map<String, RecordComponent> settings) {
        for (RecordComponent component : record.getRecordComponents()) {
            if (component.isAnnotationPresent(Derived.class)) {
                continue;
            }
            String name = prefix + '.' + DataObjectPropertyName.toDashedForm(component.getName());
            Class<?> type = component.getType();
            if (type == Map.class) {
                name += '.' + ANY;
                Type value = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
                type = value instanceof Class<?> plain ? plain : Object.class;
            }
            if (type.isRecord()) {
                add(name, type, settings);
            } else {
                settings.put(name, component);
            }
        }
    }
}
