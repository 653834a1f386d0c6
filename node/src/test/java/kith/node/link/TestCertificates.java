package kith.node.link;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/// Certificates of every kind, written byte by byte (X.690 DER, RFC 5280 section 4.1), so that the
/// tests hold against the text and not against the library that makes our own.
final class TestCertificates {
    enum Kind {
        ED25519("Ed25519", "Ed25519", "300506032b6570"),
        P256("EC", "SHA256withECDSA", "300a06082a8648ce3d040302"),
        RSA("RSA", "SHA256withRSA", "300d06092a864886f70d01010b0500");

        private final String keyAlgorithm;
        private final String signature;
        private final String identifier;

        Kind(String keyAlgorithm, String signature, String identifier) {
            this.keyAlgorithm = keyAlgorithm;
            this.signature = signature;
            this.identifier = identifier;
        }
    }

    private TestCertificates() {}

    static KeyPair keys(Kind kind) {
        try {
            var generator = KeyPairGenerator.getInstance(kind.keyAlgorithm);
            if (kind == Kind.P256) {
                generator.initialize(256);
            } else if (kind == Kind.RSA) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Credential credential() {
        var keys = keys(Kind.ED25519);
        return new Credential(
                keys.getPrivate(),
                certificate(Kind.ED25519, keys, keys.getPrivate(), "Kith", "491231235959Z"));
    }

    static X509Certificate selfSigned(Kind kind, KeyPair keys) {
        return certificate(kind, keys, keys.getPrivate(), "Kith", "491231235959Z");
    }

    /// A certificate for `keys`, signed by `signer`, that ends at `end` (UTCTime).
    static X509Certificate certificate(
            Kind kind, KeyPair keys, PrivateKey signer, String name, String end) {
        try {
            byte[] common =
                    der(
                            0x30,
                            bytes("0603550403"),
                            der(0x0c, name.getBytes(StandardCharsets.UTF_8)));
            byte[] subject = der(0x30, der(0x31, common));
            byte[] body =
                    der(
                            0x30,
                            bytes("a003020102"), // version 3
                            bytes("020101"), // serial number 1
                            bytes(kind.identifier),
                            subject,
                            der(0x30, time("240101000000Z"), time(end)),
                            subject,
                            keys.getPublic().getEncoded());
            var signature = Signature.getInstance(kind.signature);
            signature.initSign(signer);
            signature.update(body);
            byte[] bits = concat(new byte[] {0}, signature.sign());
            byte[] whole = der(0x30, body, bytes(kind.identifier), der(0x03, bits));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] time(String utc) {
        return der(0x17, utc.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] der(int tag, byte[]... parts) {
        byte[] content = concat(parts);
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length >= 0x100) {
            out.write(0x82);
            out.write(content.length >> 8);
        } else if (content.length >= 0x80) {
            out.write(0x81);
        }
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
