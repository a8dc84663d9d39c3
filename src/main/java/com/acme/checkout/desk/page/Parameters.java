package com.acme.checkout.desk.page;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a handler says of the parameters of its address, for {@link KnownParameters}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Parameters {

    /** Names that it knows beside those that it declares. */
    String[] value() default {};

    /** Whether it refuses what it does not know by itself, as one with a filter does. */
    boolean judged() default false;
}
