package io.llmgateway.core.output;

import java.util.Set;

/**
 * Where answers may point to. What runs code is never allowed. An image is fetched without anybody's doing, so its address may
 * carry data out: where all hosts are allowed, it must be short and have no query. What holds character references must be
 * allowed to those who read them and to those who do not. Immutable.
 */
public final class LinkPolicy {
    private static final Set<String> PEOPLE = Set.of("mailto", "tel");
    private static final int LONGEST_PATH = 100;

    private final Hosts links;
    private final Hosts images;

    /**
     * A policy.
     *
     * @param links where links may lead
     * @param images where images may come from; links may lead there too, unless it is anywhere
     */
    public LinkPolicy(Hosts links, Hosts images) {
        this.links = links;
        this.images = images;
    }

    /** Whether some links are not allowed that run no code. */
    boolean strict() {
        return !links.any();
    }

    boolean link(String written) {
        return link(Url.of(written)) && (written.indexOf('&') < 0 || link(Url.asWritten(written)));
    }

    private boolean link(Url url) {
        if (url.runs()) {
            return false;
        }
        String host = url.host();
        return links.any()
                || url.near()
                || url.inline()
                || PEOPLE.contains(url.scheme())
                || (host != null && (links.named(host) || images.named(host)));
    }

    boolean image(String written) {
        return image(Url.of(written), written) && (written.indexOf('&') < 0 || image(Url.asWritten(written), written));
    }

    private boolean image(Url url, String written) {
        if (url.runs()) {
            return false;
        }
        String host = url.host();
        if (url.near() || url.inline() || (host != null && images.named(host))) {
            return true;
        }
        return images.any()
                && url.rest().length() <= LONGEST_PATH
                && url.rest().indexOf('?') < 0
                && !written.contains("@");
    }
}
