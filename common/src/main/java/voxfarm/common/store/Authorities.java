package voxfarm.common.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/** The authorities of a PEM file, as what a TLS client trusts. */
final class Authorities {
    private Authorities() {}

    /**
     * @throws VoxfarmException {@code INVALID_CONFIG} if the file holds no certificate or cannot be
     *     read
     */
    static TrustManager[] read(Path file) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(file)) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory.getTrustManagers();
        } catch (IOException e) {
            throw problem(file, FileFailure.reason(e), e);
        } catch (GeneralSecurityException e) {
            throw problem(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new CertificateException("expected certificates in PEM, found none");
            }
            return found;
        }
    }

    private static VoxfarmException problem(Path file, String why, Exception cause) {
        return new VoxfarmException(
                ErrorCode.INVALID_CONFIG, "store.ca-file: " + file + ": " + why, cause);
    }
}
