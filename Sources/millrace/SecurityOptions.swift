// Whom a server lets in, and over what: options that all its doors share.

import Access
import ArgumentParser
import Engine
import Platform
import TransportSecurity

/// Who may do what.
struct AccessOptions: ParsableArguments {
  enum Authentication: String, ExpressibleByArgument, CaseIterable {
    case auto, required, none
  }

  @Option(
    help: ArgumentHelp(
      "Whether clients must log in: required, none, or auto: if there are users at the start.",
      valueName: "kind"))
  var authentication = Authentication.auto

  @Option(
    help: ArgumentHelp("A user who may do everything; repeatable.", valueName: "name"))
  var superUser: [String] = []

  @Flag(help: "What no access rule speaks of is open to every user.")
  var allowEveryoneWithoutAcls = false

  func settings() throws -> AccessSettings {
    let principals: [Principal]
    do throws(AccessError) {
      principals = try superUser.map { name throws(AccessError) in
        let name = name.hasPrefix("User:") ? String(name.dropFirst(5)) : name
        return Principal(user: try PreparedText.checkedUser(name))
      }
    } catch {
      throw CommandFailure("--super-user: \(error.message)")
    }
    return AccessSettings(
      isEnabled: authentication == .required, isEnabledByUsers: authentication == .auto,
      superUsers: principals, allowsEveryoneWithoutRules: allowEveryoneWithoutAcls)
  }

  /// Says what an administrator may not have meant. `isEncrypted`: all doors speak TLS.
  func remark(on access: AccessControl, listen: String, isEncrypted: Bool) {
    let (settings, state) = (access.authorizer.settings, access.authorizer.state)
    let isLocal = Self.isLoopback(listen)
    guard settings.isEnabled else {
      if !state.users.isEmpty || !state.rules.isEmpty {
        Remarks.say("warning: there are users or access rules, and clients are not asked to log in")
      }
      if !isLocal {
        Remarks.say(
          "warning: everyone who reaches \(listen) may read and change everything; add users with "
            + "'millrace users add'")
      }
      return
    }
    if !isLocal && !isEncrypted {
      Remarks.say(
        "warning: passwords or records travel to \(listen) in clear; use --http-tls-cert and "
          + "--kafka-tls-cert with their keys")
    }
    for principal in settings.superUsers where !state.users.contains(principal.name) {
      Remarks.say("warning: there is no user '\(principal.name)', who is named by --super-user")
    }
    if settings.superUsers.isEmpty && state.rules.isEmpty && !settings.allowsEveryoneWithoutRules {
      Remarks.say(
        "warning: no user may do anything yet: add rules with 'millrace acls add', or name a "
          + "--super-user")
    }
  }

  static func isLoopback(_ address: String) -> Bool {
    address == "localhost" || address == "::1" || address.hasPrefix("127.")
  }
}

extension ServerCertificate {
  /// The certificate that two options name; nil when they are left out.
  static func named(
    _ certificate: String?, _ key: String?, option: String, protocols: [String] = []
  ) throws -> ServerCertificate? {
    guard certificate != nil || key != nil else { return nil }
    guard let certificate, let key else {
      throw CommandFailure("--\(option)-tls-cert and --\(option)-tls-key belong together")
    }
    do throws(CertificateError) {
      return try ServerCertificate(
        certificatePath: certificate, keyPath: key, protocols: protocols)
    } catch {
      throw CommandFailure("\(error)")
    }
  }
}
