package io.llmgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UnpluggedTest {
    @Test
    void nobodyComesThroughUntilItIsPluggedInAgain() throws Exception {
        try (FakeVendor vendor = FakeVendor.openAi()) {
            URI url = URI.create(vendor.baseUrl());
            for (int i = 0; i < 100; i++) {
                try (Socket before = new Socket(url.getHost(), url.getPort())) {
                    vendor.unplug().unplug();
                    assertThatThrownBy(() -> new Socket(url.getHost(), url.getPort()))
                            .isInstanceOf(ConnectException.class);
                    assertThat(cut(before)).isTrue();
                }
                vendor.plugIn().plugIn();
            }
            assertThat(vendor.baseUrl()).isEqualTo(url.toString());
        }
    }

    private static boolean cut(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
