package com.acme.checkout.command;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A required JSON string that is a UUID in its 36-character text form (RFC 9562 section 4), any version, any case. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = UuidText.Validator.class)
@interface UuidText {

    String message() default "must be a UUID in its 36-character text form, as in 123e4567-e89b-42d3-a456-426614174000";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the characters itself: {@code UUID.fromString} also accepts shorter forms such as {@code 1-1-1-1-1}. */
    class Validator implements ConstraintValidator<UuidText, JsonNode> {

        @Override
        public boolean isValid(JsonNode value, ConstraintValidatorContext context) {
            if (value == null || value.isNull()) {
                return ConstraintMessages.replace(context, "is required");
            }
            if (!value.isTextual()) {
                return ConstraintMessages.replace(context, "must be a string");
            }
            return isUuid(value.textValue());
        }

        static boolean isUuid(String text) {
            if (text.length() != 36) {
                return false;
            }
            for (int i = 0; i < 36; i++) {
                char c = text.charAt(i);
                boolean ok = i == 8 || i == 13 || i == 18 || i == 23
                        ? c == '-'
                        : c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
                if (!ok) {
                    return false;
                }
            }
            return true;
        }
    }
}
