package com.acme.checkout.startup;

import com.acme.checkout.settings.BrokerKind;
import com.acme.checkout.settings.InvalidSettingException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Binds the records of settings before anything is started, as Spring will for the beans, and validates them. Whatever is
 * wrong ends as one {@link InvalidSettingException}. It is stricter than Spring in what may stand for true, a number or
 * one of several words: routes and conditions read the same settings as text.
 */
final class SettingBinder {

    private static final String FLAG = "true|false";
    private static final String NUMBER = "[+-]?\\d+";

    private static final Validator VALIDATOR = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory()
            .getValidator();

    private final ConfigurableEnvironment env;
    private final Map<String, RecordComponent> settings = SettingRecords.settings();

    SettingBinder(ConfigurableEnvironment env) {
        this.env = env;
    }

    /** @throws InvalidSettingException for a value that its setting can't have, or settings that contradict each other */
    <T extends Record> T bind(Class<T> record) {
        String prefix = SettingRecords.prefix(record);
        T bound;
        try {
            bound = Binder.get(env)
                    .bindOrCreate(ConfigurationPropertyName.of(prefix), Bindable.of(record), new Strict());
        } catch (BindException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidSettingException known) {
                    throw new InvalidSettingException(
                            BrokerKind.own(env, known.name()),
                            BrokerKind.own(env, known.wrong()),
                            BrokerKind.own(env, known.cure()));
                }
            }
            throw invalid(e.getName());
        }
        VALIDATOR.validate(bound).stream()
                .min(Comparator.comparing(
                        violation -> violation.getPropertyPath().toString()))
                .ifPresent(violation -> {
                    ConfigurationPropertyName name = name(prefix, violation);
                    throw violation.getInvalidValue() == null && !env.containsProperty(name.toString())
                            ? new InvalidSettingException(name.toString(), "is missing", "add it to its entry")
                            : invalid(name);
                });
        return bound;
    }

    /** Where in the settings a constraint is violated: of an element of a list that is one line of text, the list. */
    private ConfigurationPropertyName name(String prefix, ConstraintViolation<?> violation) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
        for (var node : violation.getPropertyPath()) {
            if (node.getIndex() != null && env.containsProperty(name + "[" + node.getIndex() + "]")) {
                name = name.append("[" + node.getIndex() + "]");
            }
            if (node.getKey() != null) {
                String key = node.getKey().toString();
                name = name.append(key.matches("[a-z0-9-]+") ? key : "[" + key + "]");
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                name = name.append(DataObjectPropertyName.toDashedForm(node.getName()));
            }
        }
        return name;
    }

    private InvalidSettingException invalid(ConfigurationPropertyName name) {
        String key = name.toString();
        RecordComponent component = component(name);
        String text = Objects.requireNonNullElse(env.getProperty(key), "");
        SettingWords.Fault fault = component == null
                ? new SettingWords.Fault("can't be read", "write it as application.yaml does")
                : SettingWords.of(component, text);
        return new InvalidSettingException(KnownSettings.name(env, key), fault.wrong(), fault.cure());
    }

    /** Null of what is none. */
    private RecordComponent component(ConfigurationPropertyName name) {
        RecordComponent exact = settings.get(name.toString().replaceFirst("\\[\\d+]$", ""));
        return exact != null
                ? exact
                : settings.entrySet().stream()
                        .filter(each -> each.getKey().contains("." + SettingRecords.ANY)
                                && KnownSettings.pattern(each.getKey(), each.getValue())
                                        .matcher(KnownSettings.plain(name.toString()))
                                        .matches())
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    private final class Strict extends AbstractBindHandler {

        @Override
        public Object onSuccess(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
            String text = context.getConfigurationProperty() == null
                    ? null
                    : env.resolvePlaceholders(String.valueOf(
                                    context.getConfigurationProperty().getValue()))
                            .trim();
            if (text != null
                    && (result instanceof Boolean && !text.matches(FLAG)
                            || result instanceof Number && !text.matches(NUMBER)
                            || result instanceof Enum<?> constant && !text.equals(SettingWords.text(constant)))) {
                throw invalid(name);
            }
            return result;
        }
    }
}
