package com.acme.checkout.command;

import jakarta.validation.ConstraintValidatorContext;

/** Lets one constraint say precisely which of its conditions failed. */
final class ConstraintMessages {

    private ConstraintMessages() {}

    /** Puts {@code message} in the place of the constraint's default one; always false, as {@code isValid} returns it. */
    static boolean replace(ConstraintValidatorContext context, String message) {
        context.disableDefaultConstraintViolation();
        context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
        return false;
    }
}
