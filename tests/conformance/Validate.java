import eu.europa.esig.dss.diagnostic.AbstractSignatureWrapper;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * What EU DSS says of PDF files, under its own default policy: one line of JSON for each signature and time-stamp.
 *
 * java -cp 'jars/*' Validate.java root.pem time-root.pem -- report.pdf ...
 *
 * The verifier gets no source of certificates, revocation lists or answers on the network: what counts is in the file.
 */
public class Validate {

    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        int cut = words.indexOf("--");
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        words.subList(0, cut).forEach(path -> trusted.addCertificate(DSSUtils.loadCertificate(new File(path))));
        words.subList(cut + 1, words.size()).forEach(path -> tell(path, trusted));
    }

    private static void tell(String path, CommonTrustedCertificateSource trusted) {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setAIASource(null);
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(path));
        validator.setCertificateVerifier(verifier);
        Reports reports = validator.validateDocument();
        DiagnosticData found = reports.getDiagnosticData();
        for (SignatureWrapper one : found.getSignatures()) {
            print(path, "signature", String.valueOf(one.getSignatureFormat()), one, reports.getSimpleReport());
        }
        for (TimestampWrapper one : found.getTimestampList()) {
            print(path, "time-stamp", String.valueOf(one.getType()), one, reports.getSimpleReport());
        }
    }

    private static void print(
            String path, String kind, String level, AbstractSignatureWrapper one, SimpleReport report) {
        String id = one.getId();
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("file", path);
        said.put("kind", kind);
        said.put("id", id);
        said.put("field", one.getPDFRevision() == null
                ? "" : String.join(", ", one.getPDFRevision().getSignatureFieldNames()));
        said.put("level", level);
        said.put("indication", report.getIndication(id));
        said.put("sub_indication", report.getSubIndication(id));
        said.put("signer", one.getSigningCertificate() == null ? null : one.getSigningCertificate().getCommonName());
        said.put("best_time", report.getBestSignatureTime(id) == null
                ? null : report.getBestSignatureTime(id).toInstant());
        said.put("intact", one.isSignatureIntact());
        said.put("modified", one.arePdfModificationsDetected());
        said.put("undefined_changes", one.getPdfUndefinedChanges().stream()
                .map(change -> change.getAction() + " " + change.getValue()).collect(Collectors.toList()));
        said.put("errors", words(report.getAdESValidationErrors(id)));
        said.put("warnings", words(report.getAdESValidationWarnings(id)));
        System.out.println(json(said));
    }

    private static List<String> words(List<Message> messages) {
        return messages.stream().map(one -> one.getKey() + ": " + one.getValue()).collect(Collectors.toList());
    }

    private static String json(Object value) {
        if (value == null || value instanceof Boolean) {
            return String.valueOf(value);
        }
        if (value instanceof Map<?, ?> map) {
            StringJoiner parts = new StringJoiner(", ", "{", "}");
            map.forEach((key, part) -> parts.add(json(key) + ": " + json(part)));
            return parts.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Validate::json).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.toString().codePoints().mapToObj(Validate::escaped).collect(Collectors.joining("", "\"", "\""));
    }

    private static String escaped(int point) {
        if (point == '"' || point == '\\') {
            return "\\" + (char) point;
        }
        return point < ' ' ? String.format("\\u%04x", point) : Character.toString(point);
    }
}
