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

/** An optional JSON string of 1 to {@link #max} characters (Unicode code points); {@code null} counts as absent. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = OptionalText.Validator.class)
@interface OptionalText {

    int max();

    String message() default "must be 1 to {max} characters long";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Says separately what is not even a string. */
    class Validator implements ConstraintValidator<OptionalText, JsonNode> {

        private int max;

        @Override
        public void initialize(OptionalText constraint) {
            max = constraint.max();
        }

        @Override
        public boolean isValid(JsonNode value, ConstraintValidatorContext context) {
            if (value == null || value.isNull()) {
                return true;
            }
            if (!value.isTextual()) {
                return ConstraintMessages.replace(context, "must be a string");
            }
            String text = value.textValue();
            return !text.isEmpty() && text.codePointCount(0, text.length()) <= max;
        }
    }
}
