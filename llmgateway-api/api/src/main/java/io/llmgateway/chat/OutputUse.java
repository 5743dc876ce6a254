package io.llmgateway.chat;

/** What an answer is for: what will read it, and so what it must not hold. */
public enum OutputUse {
    /** Printed as it is, to a terminal or a log. What steers a terminal is taken out. */
    TEXT,
    /** Rendered as Markdown. Active markup and links that may not be there are taken out; code stays as it is. */
    MARKDOWN,
    /** Put into a page. Active markup and addresses that may not be there are taken out. */
    HTML,
    /** Read by a program. It must be well-formed; strings in it are cleaned. */
    JSON,
    /** A word in a command line. It is only judged: there is no cleaning of commands. */
    SHELL,
    /** A value, a name or a condition in an SQL statement. It is only judged; bind values all the same. */
    SQL,
    /** A text in a template (Mustache, JSP, Thymeleaf, FreeMarker, Jinja and their kin). It is only judged. */
    TEMPLATE
}
