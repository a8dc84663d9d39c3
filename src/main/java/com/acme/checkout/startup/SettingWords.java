package com.acme.checkout.startup;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** What is wrong with the value of a setting, and the cure, by the type and the constraints of its record component. */
final class SettingWords {

    /** What is wrong with a value, and what to do about it. */
    record Fault(String wrong, String cure) {}

    private static final String ONE_OF_THEM = "set it to one of them";

    private SettingWords() {}

    /** Of {@code text}, which is no value that {@code component} can have. */
    static Fault of(RecordComponent component, String text) {
        Class<?> type = component.getType();
        if (type == boolean.class || type == Boolean.class) {
            return new Fault("is neither true nor false", ONE_OF_THEM);
        }
        if (type.isEnum()) {
            return new Fault(
                    "is neither "
                            + Arrays.stream(type.getEnumConstants())
                                    .map(each -> text((Enum<?>) each))
                                    .collect(Collectors.joining(" nor ")),
                    ONE_OF_THEM);
        }
        if (type == Duration.class) {
            return new Fault(
                    "is not a duration" + (isLongerThanNone(component) ? " of at least 1 ms" : ""),
                    "write it as in 500ms, 10s or 5m");
        }
        if (type == List.class) {
            String wrong = Arrays.stream(text.split(",", -1))
                    .map(String::trim)
                    .filter(each -> !isDuration(each))
                    .findFirst()
                    .orElse(text);
            return new Fault("'" + wrong + "' is not a duration of at least 1 ms", "write it as in 10s,1m,10m");
        }
        if (type == DataSize.class) {
            return new Fault("is not a size", "write it as in 100MB or 2GB");
        }
        if (Number.class.isAssignableFrom(type)) {
            long least = constraint(component, Min.class) == null
                    ? 0
                    : constraint(component, Min.class).value();
            Max most = constraint(component, Max.class);
            return new Fault(
                    "is not a whole number" + (most == null ? "" : " from " + least + " to " + most.value()),
                    "set it to one, " + least + " or more");
        }
        return new Fault("can't be read", "correct it");
    }

    /** How a constant of an enum is written as a setting. */
    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isLongerThanNone(RecordComponent component) {
        DurationMin least = constraint(component, DurationMin.class);
        return least != null && least.millis() > 0;
    }

    private static <A extends Annotation> A constraint(RecordComponent component, Class<A> type) {
        return component.getAccessor().getAnnotation(type);
    }

    private static boolean isDuration(String text) {
        try {
            return DurationStyle.detectAndParse(text).toMillis() >= 1;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return false;
        }
    }
}
