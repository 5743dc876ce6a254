package io.llmgateway.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A list in which commas mean nothing: one text is one entry. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Whole {}
