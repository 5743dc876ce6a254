package io.llmgateway.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/** Sockets of an SSL bundle, with the protocols and ciphers it allows. */
final class BundleSockets extends SSLSocketFactory {
    private final SSLSocketFactory all;
    private final SslOptions options;

    private BundleSockets(SSLSocketFactory all, SslOptions options) {
        this.all = all;
        this.options = options;
    }

    static SSLSocketFactory of(SslBundle bundle) {
        SSLSocketFactory all = bundle.createSslContext().getSocketFactory();
        return bundle.getOptions().isSpecified() ? new BundleSockets(all, bundle.getOptions()) : all;
    }

    private Socket limited(Socket socket) {
        if (socket instanceof SSLSocket secure) {
            String[] protocols = options.getEnabledProtocols();
            if (protocols != null) {
                secure.setEnabledProtocols(protocols);
            }
            String[] ciphers = options.getCiphers();
            if (ciphers != null) {
                secure.setEnabledCipherSuites(ciphers);
            }
        }
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return all.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return all.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return limited(all.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean close) throws IOException {
        return limited(all.createSocket(socket, host, port, close));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return limited(all.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return limited(all.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return limited(all.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return limited(all.createSocket(host, port, local, localPort));
    }
}
