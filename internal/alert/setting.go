package alert

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/glauxhq/glaux/internal/recordfile"
)

// The names of the setting of e-mail, and of its password.
const mailSetting, mailSecret = "mail", "mail"

// Mail says how e-mail is sent, without the password.
func (b *Box) Mail(ctx context.Context) (Mail, error) { return b.mail(ctx, b.db) }

func (b *Box) mail(ctx context.Context, q querier) (m Mail, err error) {
	var record string
	err = q.QueryRowContext(ctx, "SELECT record FROM settings WHERE name = ?", mailSetting).Scan(&record)
	if errors.Is(err, sql.ErrNoRows) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(record), &m)
	}
	return m, trouble("read setting", err)
}

// SetMail says how e-mail is sent. A password that is not given is kept, unless it would go to another server or for another user.
func (b *Box) SetMail(ctx context.Context, m Mail) (Mail, error) {
	if err := m.check(); err != nil {
		return Mail{}, err
	}
	err := recordfile.Within(ctx, b.db, func(tx *sql.Tx) error {
		old, err := b.mail(ctx, tx)
		if err != nil {
			return err
		}
		password := m.Password
		m.Password = ""
		keeps := old.HasPassword && m.User != "" && old.Host == m.Host && old.User == m.User && old.Port == m.Port && old.Security == m.Security
		if m.User != "" && password == "" && !keeps {
			return invalid("the password is needed again where the server, its port, its security or the user changes")
		}
		m.HasPassword = m.User != ""
		switch {
		case !m.HasPassword:
			_, err = tx.ExecContext(ctx, "DELETE FROM secrets WHERE name = ?", mailSecret)
		case password != "":
			err = b.put(ctx, tx, mailSecret, password)
		}
		if err != nil {
			return err
		}
		record, err := text(m)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO settings (name, record) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET record = ?2", mailSetting, record)
		return err
	})
	if err != nil {
		return Mail{}, trouble("write setting", err)
	}
	b.wake()
	return b.Mail(ctx)
}

// Server is how e-mail is sent, with the password.
type Server struct {
	Mail
	Password string
}

// Server returns how e-mail is sent, for the channel of e-mail.
func (b *Box) Server(ctx context.Context) (Server, error) {
	m, err := b.Mail(ctx)
	if err != nil || !m.HasPassword {
		return Server{Mail: m}, err
	}
	secret, err := b.Sealed(ctx, mailSecret)
	return Server{Mail: m, Password: string(secret)}, err
}
